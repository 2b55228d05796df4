"""Functions on short texts that a template may apply to a hole: a closed list, each total and quick."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+|[0-9]+")


def apply(function: str, arguments: tuple[str, ...], text: str) -> str | None:
    """The function's value, or None where it has none for this text."""
    if not takes(function, len(arguments)):
        return None
    return FUNCTIONS[function][1](text, *arguments)


def takes(function: str, count: int) -> bool:
    """True if there is such a function and it takes so many arguments."""
    known = FUNCTIONS.get(function)
    return known is not None and (count == known[0] if known[0] >= 0 else count > 0 and count % 2 == 0)


def explanations(old: str, new: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Functions that make ``new`` of ``old``, the simplest first."""
    for name in ("lower", "upper", "capitalized", "snake", "camel", "pascal", "constant", "unquoted", "squeezed"):
        if apply(name, (), old) == new != old:
            yield name, ()
    if old and old in new and old != new:
        at = new.find(old)
        yield "wrapped", (new[:at], new[at + len(old) :])
    if new and new in old and old != new:
        at = old.find(new)
        head, tail = old[:at], old[at + len(new) :]
        yield "stripped", (head, tail)
        if tail and not head:
            yield "before", (tail[:1],)
        if head and not tail:
            yield "after", (head[-1:],)
        if not head.strip(head[:1]) and head[:1] and not tail:
            yield "without_leading", (head[:1],)
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


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _unquoted(text: str) -> str | None:
    for quote in ('"""', "'''", '"', "'", "`"):
        if len(text) >= 2 * len(quote) and text.startswith(quote) and text.endswith(quote):
            return text[len(quote) : -len(quote)]
    return None


def _stripped(text: str, head: str, tail: str) -> str | None:
    if len(text) > len(head) + len(tail) and text.startswith(head) and text.endswith(tail):
        return text[len(head) : len(text) - len(tail)]
    return None


def _before(text: str, mark: str) -> str | None:
    return text.partition(mark)[0] or None if mark else None


def _after(text: str, mark: str) -> str | None:
    return text.rpartition(mark)[2] or None if mark else None


def _replaced(text: str, old: str, new: str) -> str | None:
    return text.replace(old, new, 1) if old and text.count(old) == 1 else None


def _mapped(text: str, *pairs: str) -> str | None:
    """Looked up in a table: what, what it becomes, what, what it becomes, ..."""
    return dict(zip(pairs[::2], pairs[1::2], strict=True)).get(text)


FUNCTIONS: dict[str, tuple[int, Callable[..., str | None]]] = {
    "lower": (0, str.lower),
    "upper": (0, str.upper),
    "capitalized": (0, lambda text: text[:1].upper() + text[1:]),
    "snake": (0, lambda text: "_".join(word.lower() for word in _words(text))),
    "constant": (0, lambda text: "_".join(word.upper() for word in _words(text))),
    "pascal": (0, lambda text: "".join(word[:1].upper() + word[1:].lower() for word in _words(text))),
    "camel": (
        0,
        lambda text: "".join(
            word.lower() if not at else word[:1].upper() + word[1:].lower() for at, word in enumerate(_words(text))
        ),
    ),
    "unquoted": (0, _unquoted),
    "squeezed": (0, lambda text: re.sub(r"\s+", "", text)),
    "word": (0, lambda text: text if re.fullmatch(r"[A-Za-z_$][\w$]*", text) else None),
    "wrapped": (2, lambda text, head, tail: head + text + tail),
    "stripped": (2, _stripped),
    "before": (1, _before),
    "after": (1, _after),
    "without_leading": (1, lambda text, mark: text.lstrip(mark) or None if mark else None),
    "replaced": (2, _replaced),
    "mapped": (-1, _mapped),
}
"""Name, number of arguments (-1 for any number of pairs), and the function."""
