"""What a commit has that may decide whether a changelog mentions it, and where. Features are words to be read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .alignment import stem
from .commits import Commit
from .page import NAMES

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_'-]{2,}")
_FRAGMENT = re.compile(r"^(?:.*/)?(?P<folder>[^/]+)/[+\w-]+\.(?P<kind>[a-z]{3,20})(?:\.\d+)?\.(?:rst|md|txt)$")
_MOST_FILES = 200
_SIZES = ((8, "few"), (30, "some"), (100, "many"))
"""Small releases are often told in full, of large ones only what matters."""


def features_of(commits: Sequence[Commit]) -> list[tuple[str, ...]]:
    """The features of each commit of a range; some depend on its neighbours."""
    subjects = {commit.subject for commit in commits}
    reverted = {found for commit in commits if (found := _reverts(commit))}
    size = next((word for most, word in _SIZES if len(commits) <= most), "very many")
    return [
        tuple(dict.fromkeys((*_features(commit, subjects, reverted), f"one of {size} commits"))) for commit in commits
    ]


def file_features(files: Sequence[tuple[str, str]]) -> Iterator[str]:
    """What the files alone say: status and path of each."""
    paths = files[:_MOST_FILES]
    if not paths:
        return
    tops = {path.partition("/")[0] if "/" in path else "." for _, path in paths}
    yield from (f"in {top}/" for top in sorted(tops)[:8])
    if len(tops) == 1:
        yield f"only in {next(iter(tops))}/"
    yield from sorted({f"in {'/'.join(path.split('/')[:2])}/" for _, path in paths if path.count("/") > 1})[:8]
    endings = {path.rpartition(".")[2] for _, path in paths if "." in path.rpartition("/")[2]}
    if len(endings) == 1:
        yield f"only .{next(iter(endings))}"
    yield f"files {1 if len(paths) == 1 else 'few' if len(paths) < 6 else 'many'}"
    yield from (f"file {path}" for _, path in paths[:30] if "/" not in path)
    for status, path in paths:
        name = path.rpartition("/")[2].lower()
        if name.partition(".")[0] in NAMES:
            yield "touches the changelog"
        if status == "A" and (found := _FRAGMENT.match(path)):
            yield f"adds a piece to {found['folder']}/"
            yield f"adds a piece of kind {found['kind']}"


def _features(commit: Commit, subjects: set[str], reverted: set[str]) -> Iterator[str]:
    words = [stem(word) for word in _WORD.findall(commit.title)]
    yield f"type {commit.type or 'none'}"
    if commit.scope:
        yield f"scope {commit.scope}"
        yield f"type {commit.type}({commit.scope})"
    if commit.breaking:
        yield "breaking"
    if words:
        yield f"begins {words[0]}"
    if len(words) > 1:
        yield f"begins {words[0]} {words[1]}"
    yield from (f"word {word}" for word in words[:16])
    kind = "merge" if commit.merge else "plain"
    yield f"{kind} {'with' if commit.pull is not None else 'without'} pull request"
    yield "names an issue" if commit.issues else "names no issue"
    yield f"by {commit.author}" if commit.author else "by nobody"
    if "[bot]" in commit.author or commit.author.lower().endswith(("bot", "-ci")):
        yield "by a bot"
    yield f"body of {'no' if not commit.body else 'few' if len(commit.body) < 200 else 'many'} words"
    if commit.subject in reverted:
        yield "reverted later"
    if _reverts(commit) in subjects:
        yield "reverts one of these"
    yield from file_features(commit.files)


def _reverts(commit: Commit) -> str:
    found = re.match(r'^Revert "(?P<subject>.*)"', commit.subject)
    return found["subject"] if found else ""
