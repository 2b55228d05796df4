"""How a changelog words what a commit says: bullet, references, credits, capitals, full stops, first words.

Learned from pairs of entry and commit. What stands around an entry's own words becomes a template, in which numbers,
hashes and names have become ``{pull}``, ``{issue}``, ``{scope}``, ``{hash}``, ``{short}`` and ``{author}``. Braces of
the page itself, as in the role ``{issue}`7` ``, are doubled there.
"""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .alignment import stem, words_of
from .commits import Commit
from .page import Entry

Pair = tuple[Entry, Commit]

PAIRS = 120
"""The newest ones alone decide: wording changes over the years."""
WIDEST = 120
_HOLE = re.compile(r"(?<!\{)\{(pull|issue|scope|hash|short|author)\}(?!\})")
_OPENS = re.compile(r" (?=[(\[`:*#<]|\{\{|--? by |by [@:\[`*]|Pull |PR |Contributed by |Patch by |Thanks )")


@dataclass(frozen=True, slots=True)
class Wording:
    """The words around what a commit says.

    Attributes:
        bullet: With its indentation and the spaces after it.
        width: Characters at which a longer entry goes on in the next line; 0 for never.
        around: Text before and after the entry's own words, the usual one first. Holes are filled from the commit.
        capital, full_stop, keeps_type: Whether an entry begins with a capital, ends in a full stop, keeps "fix: ".
        first_words: Stem of a commit's first word to the form in which entries have it.
        newest_first: Order of the entries in a group.
    """

    bullet: str = "- "
    width: int = 0
    around: tuple[tuple[str, str], ...] = ()
    capital: bool = True
    full_stop: bool = False
    keeps_type: bool = False
    first_words: dict[str, str] = field(default_factory=dict)
    newest_first: bool = False


def learn_wording(pairs: Sequence[Pair], entries: Iterable[tuple[Entry, Sequence[str]]], newest_first: bool) -> Wording:
    """The wording of a page.

    Args:
        pairs: Entries with the commit that each speaks of, newest first.
        entries: Entries with their own lines, newest first.
        newest_first: As the order of the pairs within their releases says.
    """
    recent = list(entries)[:PAIRS]
    shapes = _with_connecting_words([_shape(entry, commit) for entry, commit in pairs[:PAIRS]])
    cores = [core for _, core, _ in shapes]
    commits = [commit for _, commit in pairs[:PAIRS]]
    words = [core for core in cores if core[:1].isalpha()]
    return Wording(
        bullet=_most_common((entry.indent + entry.bullet for entry, _ in recent), "- "),
        width=_width([lines for _, lines in recent]),
        around=_around(shapes),
        capital=_mostly(core[:1].isupper() for core in words) if words else True,
        full_stop=_mostly(core.rstrip().endswith(".") for core in cores) if cores else False,
        keeps_type=_mostly(
            core.lower().startswith(f"{commit.type}:") or core.lower().startswith(f"{commit.type}(")
            for core, commit in zip(cores, commits, strict=True)
            if commit.type
        ),
        first_words=_first_words(cores, commits),
        newest_first=newest_first,
    )


def entry_text(commit: Commit, wording: Wording) -> str:
    """What an entry for this commit says, in one line and without its bullet."""
    core = re.sub(r"\s*\(#\d+\)", "", commit.headline) if wording.keeps_type else commit.title
    core = core.strip().rstrip(".").strip()
    first, space, rest = core.partition(" ")
    if not wording.keeps_type and (known := wording.first_words.get(stem(first))):
        core = known + space + rest
    if core[:1].isalpha() and not wording.keeps_type:
        # A name such as "pathlib.Path" or "iOS" keeps its case.
        plain = re.match(r"[A-Za-z][a-z]*(?:[\s,:'-]|$)", core)
        core = (core[0].upper() if wording.capital else core[0].lower()) + core[1:] if plain else core
    if wording.full_stop:
        core += "."
    fitting = [both for both in wording.around if _fillable(both, commit)]
    # Entries that name no scope are mostly about commits that have none: they are no reason to leave one out.
    before, after = next((both for both in fitting if "{scope}" in both[0]), fitting[0] if fitting else ("", ""))
    return f"{_filled(before, commit)}{core}{_filled(after, commit)}"


def entry_lines(text: str, wording: Wording) -> list[str]:
    """The lines of an entry on the page."""
    if not wording.width:
        return [wording.bullet + text]
    return textwrap.wrap(
        text,
        wording.width,
        initial_indent=wording.bullet,
        subsequent_indent=" " * len(wording.bullet),
        break_long_words=False,
        break_on_hyphens=False,
    ) or [wording.bullet.rstrip()]


def _shape(entry: Entry, commit: Commit) -> tuple[str, str, str]:
    """What stands before, in, and after an entry's own words."""
    text = _with_holes(entry.text, commit)
    holes = [*_HOLE.finditer(text)]
    if not holes:
        return "", text, ""
    start, end = 0, len(text)
    # References at the front end with a space, those at the back begin with an opening mark after one.
    leading = [hole for hole in holes if hole.start() < 160 and not words_of(_plain(text[: hole.start()]))]
    if leading:
        found = re.compile(r"[^\s{}]*\s+").match(text, leading[-1].end())
        start = found.end() if found else leading[-1].end()
    trailing = [hole for hole in holes if hole.start() >= start]
    if trailing:
        opens = [match.start() for match in _OPENS.finditer(text, start, trailing[0].start() + 1)]
        end = opens[-1] if opens else end
        while opens and (earlier := [at for at in opens if at < end]) and not words_of(_plain(text[earlier[-1] : end])):
            end = earlier[-1]
    return text[:start], text[start:end], text[end:]


def _with_connecting_words(shapes: Sequence[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Words such as ", see" before a reference belong to it, if most entries with that reference have them."""
    endings: dict[tuple[str, str], str] = {}
    for around, count in Counter((before, after) for before, _, after in shapes).items():
        cores = [core for before, core, after in shapes if (before, after) == around]
        for words in (3, 2, 1) if around[1] and count > 2 else ():
            found = Counter(m[0] for core in cores if (m := re.search(rf"[,;]?(?: [a-z]+){{{words}}}$", core)))
            ending, times = found.most_common(1)[0] if found else ("", 0)
            if 10 * times >= 6 * count and len(set(cores)) > 1:
                endings[around] = ending
                break
    return [
        (before, core.removesuffix(ending), ending + after)
        if (ending := endings.get((before, after), "")) and core.endswith(ending)
        else (before, core, after)
        for before, core, after in shapes
    ]


def _plain(text: str) -> str:
    """A text without addresses, roles and holes: what is left are words."""
    return re.sub(r"\(?https?://\S*|:\w+:|\{\w+\}|<[^>]*>|\b[0-9a-f]{7,40}\b", "", text)


def _with_holes(text: str, commit: Commit) -> str:
    text = text.replace("{", "{{").replace("}", "}}")
    if commit.scope:
        text = re.sub(rf"^(\W{{0,4}}){re.escape(commit.scope)}(?=\W*:)", r"\1{scope}", text, flags=re.IGNORECASE)
    for length in (40, 12, 11, 10, 9, 8, 7):
        if len(commit.sha) >= length:
            hole = "{hash}" if length == 40 else "{short}"
            text = re.sub(rf"\b{commit.sha[:length]}\b", hole, text)
    if commit.pull is not None:
        text = re.sub(rf"(?<=[#/`(]){commit.pull}\b", "{pull}", text)
    for issue in commit.issues:
        text = re.sub(rf"(?<=[#/`(]){issue}\b", "{issue}", text)
    if len(commit.author) > 3:
        text = text.replace(commit.author, "{author}")
    return text


def _fillable(around: tuple[str, str], commit: Commit) -> bool:
    has = {
        "pull": commit.pull is not None,
        "issue": bool(commit.issues),
        "scope": bool(commit.scope),
        "author": bool(commit.author),
    }
    return all(has.get(hole, True) for part in around for hole in _HOLE.findall(part))


def _filled(template: str, commit: Commit) -> str:
    values = {
        "pull": str(commit.pull),
        "issue": str(commit.issues[0]) if commit.issues else "",
        "scope": commit.scope,
        "hash": commit.sha,
        "short": commit.sha[:7],
        "author": commit.author,
    }
    return _HOLE.sub(lambda hole: values[hole[1]], template).replace("{{", "{").replace("}}", "}")


def _around(shapes: Sequence[tuple[str, str, str]]) -> tuple[tuple[str, str], ...]:
    """Those that at least a tenth has, the most frequent first; without any at the end, for what can fill none."""
    counts: Counter[tuple[str, str]] = Counter()
    for before, _, after in shapes:
        if len(before) + len(after) < 300 and not re.search(r"\d{3,}", _HOLE.sub("", before + after)):
            counts[before, after.removeprefix(".") if after.startswith(". ") else after] += 1
    least = max(2, len(shapes) // 10)
    return tuple(both for both, count in counts.most_common(4) if count >= least)


def _first_words(cores: Sequence[str], commits: Sequence[Commit]) -> dict[str, str]:
    counts: dict[str, Counter[str]] = {}
    for core, commit in zip(cores, commits, strict=True):
        ours, theirs = commit.title.split(" ")[0], core.split(" ")[0]
        if ours.isalpha() and theirs.isalpha() and stem(ours) == stem(theirs):
            counts.setdefault(stem(ours), Counter())[theirs] += 1
    return {word: found.most_common(1)[0][0] for word, found in counts.items() if found.most_common(1)[0][1] >= 2}


def _width(entries: Sequence[Sequence[str]]) -> int:
    """Where lines end in entries that go on; 0 if entries are as long as they are."""
    going_on = [max(len(line) for line in lines) for lines in entries if len(lines) > 1]
    alone = max((len(lines[0]) for lines in entries if len(lines) == 1), default=0)
    if len(going_on) * 4 < len(entries) or not going_on:
        return 0
    widest = sorted(going_on)[int(0.9 * (len(going_on) - 1))]
    # Lines that end with their sentences, or where somebody felt like it, are not filled to a width.
    return widest if alone <= widest + 40 and widest <= WIDEST else 0


def _most_common(values: Iterable[str], otherwise: str) -> str:
    found = Counter(values).most_common(1)
    return found[0][0] if found else otherwise


def _mostly(values: Iterable[bool]) -> bool:
    found = list(values)
    return bool(found) and 2 * sum(found) > len(found)
