"""Which entry of a changelog speaks of which commit: by hash, by the number of issue or pull request, by its words."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from .commits import Commit

ALIKE = 0.6
"""Share of the rarer words that both must have where nothing else ties an entry to a commit."""
_NUMBERS = re.compile(
    r"(?:#|\bGH-|[:{](?:issue|pr|gh|pull|bug|ghpull|ghissue)[:}]`)(?P<number>\d+)|/(?:pull|issues)/(?P<linked>\d+)"
)
_HASH = re.compile(r"(?<![\w#])(?P<hash>[0-9a-f]{7,40})(?![\w])")
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]{2,}")


def align(entries: Sequence[str], commits: Sequence[Commit]) -> list[tuple[int, ...]]:
    """For each entry the indices of the commits that it speaks of, perhaps none.

    Args:
        entries: Their texts.
        commits: Those of the release.
    """
    by_number: dict[int, list[int]] = defaultdict(list)
    for index, commit in enumerate(commits):
        for number in commit.numbers:
            by_number[number].append(index)
    words = [words_of(commit.title) for commit in commits]
    frequency = Counter(word for each in words for word in each)
    found: list[tuple[int, ...]] = []
    for text in entries:
        named = _by_hash(text, commits)
        if not named:
            named = _by_number(text, commits, by_number)
        if not named and not numbers_in(text):
            named = _by_words(text, words, frequency, len(commits))
        found.append(tuple(named))
    return found


def numbers_in(text: str) -> list[int]:
    """Numbers of issues and pull requests that an entry names, in their order."""
    return list(dict.fromkeys(int(match["number"] or match["linked"]) for match in _NUMBERS.finditer(text)))


def words_of(text: str) -> frozenset[str]:
    """The words of a text in lower case, without their commonest endings."""
    return frozenset(stem(word) for word in _WORD.findall(text))


def stem(word: str) -> str:
    """A word as it is counted: "Fixed", "fixes" and "fix" are one."""
    word = word.lower()
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    return word[:-1] if len(word) > 4 and word.endswith("e") else word


def _by_hash(text: str, commits: Sequence[Commit]) -> list[int]:
    hashes = [match["hash"] for match in _HASH.finditer(text)]
    return [index for index, commit in enumerate(commits) if any(commit.sha.startswith(one) for one in hashes)]


def _by_number(text: str, commits: Sequence[Commit], by_number: Mapping[int, Iterable[int]]) -> list[int]:
    """Commits of the numbers; where one is the pull request itself, those that only speak of it are left out."""
    numbers = numbers_in(text)
    pulls = [index for number in numbers for index in by_number.get(number, ()) if commits[index].pull == number]
    named = pulls or [index for number in numbers for index in by_number.get(number, ())]
    return sorted(set(named))


def _by_words(text: str, words: Sequence[frozenset[str]], frequency: Mapping[str, int], total: int) -> list[int]:
    import math

    mine = words_of(text)
    best, score = -1, 0.0
    for index, theirs in enumerate(words):
        if len(theirs) < 2:
            continue
        weight = {word: math.log(1 + total / frequency[word]) for word in theirs}
        shared = sum(weight[word] for word in theirs & mine) / sum(weight.values())
        if shared > score:
            best, score = index, shared
    return [best] if score >= ALIKE and len(words[best] & mine) >= 2 else []
