"""Functions on short texts that a template may apply to a hole: a closed list, each total and quick."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from hermes_lsp.syntax.notations import requoted

from .numbers import SPELLINGS
from .prose import WAYS, ways_between

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+|[0-9]+")


INDENTED = "\n⇥"
"""In an argument: a line break, and the indentation of the line on which the replaced code begins."""


def apply(function: str, arguments: tuple[str, ...], text: str, indentation: str = "") -> str | None:
    """The function's value, or None where it has none for this text."""
    if not takes(function, len(arguments)):
        return None
    arguments = tuple(argument.replace(INDENTED, f"\n{indentation}") for argument in arguments)
    return FUNCTIONS[function][1](text, *arguments)


def takes(function: str, count: int) -> bool:
    """True if there is such a function and it takes so many arguments."""
    known = FUNCTIONS.get(function)
    return known is not None and (count == known[0] if known[0] >= 0 else count > 0 and count % 2 == 0)


def explanations(old: str, new: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Functions that make ``new`` of ``old``, the simplest first."""
    yield from ways_between(old, new)
    # Of two that explain a text, the one that changes less: what it does to other texts is less of a guess.
    yield from _cases(("uncapitalized", "capitalized", "lower", "upper", "unquoted", *SPELLINGS), old, new)
    if old and old in new and old != new:
        at = new.find(old)
        yield "wrapped", (new[:at], new[at + len(old) :])
    if new and new in old and old != new:
        at = old.find(new)
        head, tail = old[:at], old[at + len(new) :]
        yield "stripped", (head, tail)
        # A letter is no mark: where a word happens to have it first or last tells nothing.
        if tail and not head and not tail[0].isalnum():
            yield "before", (tail[:1],)
        if head and not tail and not head[-1].isalnum():
            yield "after", (head[-1:],)
        if not head.strip(head[:1]) and head[:1] and not tail:
            yield "without_leading", (head[:1],)
    yield from _cases(("snake", "camel", "pascal", "constant", "squeezed"), old, new)
    core = old.strip("_")
    if core and core == new.strip("_") and old not in new and new not in old:
        yield "rewrapped", (*old.split(core, 1), *new.split(core, 1))
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    if not start + end:
        return
    yield "replaced", (old[start : len(old) - end], new[start : len(new) - end])
    while start and old[start - 1].isalnum():
        start -= 1
    while end and old[-end].isalnum():
        end -= 1
    yield "replaced", (old[start : len(old) - end], new[start : len(new) - end])


_LITERAL = re.compile(r"([A-Za-z]*)(\"\"\"|'''|[\"'`])(.*)\2\Z", re.DOTALL)
_KNOWN_ESCAPES = re.compile(r"\\[\n'\"abfnrtvxuUN0-7]")


def _cases(names: tuple[str, ...], old: str, new: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Those of some functions without arguments that make one text of the other."""
    return ((name, ()) for name in names if apply(name, (), old) == new != old)


def literal_explanations(old: str, new: str, gaps: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Functions that make one string with its quotes of another, the simplest first.

    Args:
        gaps: The prefix of strings with gaps, in which braces that are none are doubled; empty where there is none.
    """
    one, two = _LITERAL.match(old), _LITERAL.match(new)
    if one is None or two is None or old == new:
        return
    before, after = (bool(gaps) and gaps in match[1].lower() for match in (one, two))
    braces = "" if before == after else "undouble" if before else "double"
    for name, arguments in (
        ("raw", ()),
        ("prefixed", (one[1].lower(), two[1], braces)),
        ("quoted", (two[2],)),
    ):
        if apply(name, arguments, old) == new:
            yield name, arguments


def _prefixed(text: str, old: str, new: str, braces: str) -> str | None:
    match = _LITERAL.match(text)
    if match is None or match[1].lower() != old:
        return None
    content: str | None = match[3]
    if braces == "double":
        content = match[3].replace("{", "{{").replace("}", "}}")
    elif braces == "undouble":
        content = _undoubled(match[3])
    return None if content is None else new + match[2] + content + match[2]


def _undoubled(text: str) -> str | None:
    if re.search(r"[{}]", text.replace("{{", "").replace("}}", "")):
        return None
    return text.replace("{{", "{").replace("}}", "}")


def _quoted(text: str, quote: str) -> str | None:
    match = _LITERAL.match(text)
    if match is None or quote not in ("'", '"', "`") or len(match[2]) > 1:
        return None
    return match[1] + quote + requoted(match[3], match[2], quote) + quote


def _raw(text: str) -> str | None:
    """Without doubled backslashes; not where another escape would change its meaning."""
    match = _LITERAL.match(text)
    if match is None or match[1] or _KNOWN_ESCAPES.search(match[3].replace("\\\\", "")) or match[3].endswith("\\"):
        return None
    return "r" + match[2] + match[3].replace("\\\\", "\\") + match[2]


def words_explanation(text: str, words: list[str]) -> tuple[str, str, str] | None:
    """What separates the words of a text, and what stands before and behind each then; None if there are others."""
    for separator in (",", " ", ";", "|", ":", "/"):
        split = split_words(text, separator)
        if len(split) != len(words) or len(split) < 2 or not all(split):
            continue
        head, found, tail = words[0].partition(split[0])
        if found and all(word == head + part + tail for word, part in zip(words, split, strict=True)):
            return separator, head, tail
    return None


def split_words(text: str, separator: str) -> list[str]:
    """Words between separators, without white space around them."""
    return text.split() if separator == " " else [word.strip() for word in text.split(separator)]


def _each_word(text: str, separator: str, head: str, joiner: str, tail: str) -> str | None:
    words = split_words(text, separator) if separator else []
    if len(words) < 2 or not all(words) or "\\" in text:
        return None
    return joiner.join(head + word + tail for word in words)


def _rejoined(text: str, joiner: str, first: Callable[[str], str], others: Callable[[str], str]) -> str | None:
    """The words of a name in another spelling; None for what has brackets or commas, and so is no name."""
    if re.search(r"[^\w\s.$/-]", text):
        return None
    words = _WORD.findall(text)
    return joiner.join([*map(first, words[:1]), *map(others, words[1:])])


def _unquoted(text: str) -> str | None:
    for quote in ('"""', "'''", '"', "'", "`"):
        if len(text) >= 2 * len(quote) and text.startswith(quote) and text.endswith(quote):
            return text[len(quote) : -len(quote)]
    return None


def _stripped(text: str, head: str, tail: str) -> str | None:
    if len(text) > len(head) + len(tail) and text.startswith(head) and text.endswith(tail):
        return text[len(head) : len(text) - len(tail)]
    return None


def _rewrapped(text: str, head: str, tail: str, new_head: str, new_tail: str) -> str | None:
    core = _stripped(text, head, tail)
    return None if core is None else new_head + core + new_tail


def _before(text: str, mark: str) -> str | None:
    return text.partition(mark)[0] or None if mark else None


def _after(text: str, mark: str) -> str | None:
    return text.rpartition(mark)[2] or None if mark else None


def _replaced(text: str, old: str, new: str) -> str | None:
    return text.replace(old, new, 1) if old and text.count(old) == 1 else None


def _mapped(text: str, *pairs: str) -> str | None:
    """Looked up in a table: what, what it becomes, what, what it becomes, ..."""
    return dict(zip(pairs[::2], pairs[1::2], strict=True)).get(text)


CASES = ("lower", "upper", "uncapitalized", "capitalized", "snake", "constant", "pascal", "camel")
"""Those that only write a text's letters in another case."""
FUNCTIONS: dict[str, tuple[int, Callable[..., str | None]]] = {
    "lower": (0, str.lower),
    "upper": (0, str.upper),
    "uncapitalized": (0, lambda text: text[:1].lower() + text[1:]),
    "capitalized": (0, lambda text: text[:1].upper() + text[1:]),
    "snake": (0, lambda text: _rejoined(text, "_", str.lower, str.lower)),
    "constant": (0, lambda text: _rejoined(text, "_", str.upper, str.upper)),
    "pascal": (0, lambda text: _rejoined(text, "", str.capitalize, str.capitalize)),
    "camel": (0, lambda text: _rejoined(text, "", str.lower, str.capitalize)),
    "unquoted": (0, _unquoted),
    "squeezed": (0, lambda text: re.sub(r"\s+", "", text)),
    "word": (0, lambda text: text if re.fullmatch(r"[A-Za-z_$][\w$]*", text) else None),
    "wrapped": (2, lambda text, head, tail: head + text + tail),
    "stripped": (2, _stripped),
    "rewrapped": (4, _rewrapped),
    "before": (1, _before),
    "after": (1, _after),
    "without_leading": (1, lambda text, mark: text.lstrip(mark) or None if mark else None),
    "replaced": (2, _replaced),
    "prefixed": (3, _prefixed),
    "quoted": (1, _quoted),
    "raw": (0, _raw),
    "each_word": (4, _each_word),
    "mapped": (-1, _mapped),
    **{name: (0, function) for name, function in SPELLINGS.items()},
    **WAYS,
}
"""Name, number of arguments (-1 for any number of pairs), and the function."""
