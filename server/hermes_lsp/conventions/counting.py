"""Adding tallies up: what is firm is stated for the widest scope where it holds, and the rest is silence.

A convention of the whole project leaves out directories that measurably go another way. Where the project as a whole
has no way, its roles are asked (code, tests, extras), then their directories; and whether it has moved from one way
to another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from hermes_lsp.core.convention import Convention, Place, Scope

from .observer import Observer
from .page import CODE, EXTRAS, TESTS
from .registry import find_observer
from .shift import Asked, Moved, Moves
from .statistics import weight
from .tally import Subject, Tally
from .verdict import LEAST_FILES, LEAST_SHARE, FileCases, Verdict, judge

DEEPEST = 4
"""Directories below this depth are not looked at by themselves."""

EXCEPTIONS_KEPT = 50


def conventions_of(tallies: Iterable[Tally], moves: Moves | None = None) -> tuple[Convention, ...]:
    """All that is firm, the best supported of each kind first.

    Args:
        moves: What the history says to have moved; what was there before no longer speaks for the project.
    """
    everything = _without_data(tallies)
    newest = max((each.touched for each in everything if each.touched is not None), default=None)
    grouped: dict[tuple[str, Subject], list[FileCases]] = {}
    for each in everything:
        heft = weight(each.touched, newest)
        for subject, values in each.counts.items():
            grouped.setdefault((each.language, subject), []).append(FileCases(each, heft, values))
    stated = [
        convention
        for (language, subject), files in grouped.items()
        if len(files) >= LEAST_FILES
        for convention in _conventions_of_subject(language, subject, files, moves or {})
    ]
    stated.sort(key=lambda each: (each.kind, each.scope.language, each.subject, -each.support.cases, each.scope))
    return tuple(stated)


def _without_data(tallies: Iterable[Tally]) -> list[Tally]:
    """Without the files of languages in which nothing is written but tests and extras: they are what those work on."""
    everything = list(tallies)
    written = {each.language for each in everything if each.role == CODE}
    return [each for each in everything if each.language in written] if written else everything


def _conventions_of_subject(
    language: str, subject: Subject, files: Sequence[FileCases], moves: Moves
) -> Iterator[Convention]:
    observer = find_observer(subject.kind)
    verdict = judge(observer, files)
    if verdict is None or not verdict.enough:
        return
    scope = Scope(language)
    by_role = {role: [file for file in files if file.tally.role == role] for role in (CODE, TESTS, EXTRAS)}
    whole = _without_others(observer, files, verdict.value)
    differing = any(_goes_another_way(observer, verdict.value, by_role[role]) for role in (CODE, TESTS))
    moved = moves.get(Asked(language, subject, ""))
    if whole.verdict is not None and whole.verdict.firm and not differing and _agree(moved, verdict):
        yield from _stated(observer, subject, scope, whole, moved)
        return
    roles = [role for role, mine in by_role.items() if mine]
    for role in roles:
        mine = by_role[role]
        own = judge(observer, mine)
        if own is None or not own.enough:
            continue
        narrower = replace(scope, role=role if len(roles) > 1 else "")
        kept = _without_others(observer, mine, own.value)
        own_move = moves.get(Asked(language, subject, role))
        if own_move is None and moved is not None and role in moved.roles and not _agree(moved, own):
            continue  # the project has moved on, but nothing tells whether these files will
        if own_move is not None and not (kept.verdict is not None and kept.verdict.firm and _agree(own_move, own)):
            yield from _moving(observer, subject, narrower, own_move)
        elif kept.verdict is not None and kept.verdict.firm:
            yield from _stated(observer, subject, narrower, kept, own_move)
        else:
            yield from _firm_directories(observer, subject, narrower, "", mine)


class _Kept(NamedTuple):
    """Files that are judged together, their verdict, and the directories that were left out, each with its files."""

    verdict: Verdict | None
    files: list[FileCases]
    apart: dict[str, list[FileCases]]


def _without_others(observer: Observer, files: Sequence[FileCases], value: str) -> _Kept:
    """The files without the directories that measurably do otherwise; all of them if that would be most of them."""
    apart = _apart(partial(_goes_another_way, observer, value), "", files)
    rest = [file for file in files if not file.tally.path.startswith(tuple(apart))] if apart else list(files)
    if 2 * len(rest) < len(files):
        return _Kept(judge(observer, files, value), list(files), {})
    inside = {each: [file for file in files if file.tally.path.startswith(each)] for each in apart}
    return _Kept(judge(observer, rest, value), rest, inside)


def _apart(is_apart: Callable[[Sequence[FileCases]], bool], directory: str, files: Sequence[FileCases]) -> list[str]:
    """The innermost directories that explain why files below a directory do otherwise; itself if none inside does."""
    found = [
        each
        for inner, inside in _inner(directory, files).items()
        if len(inside) >= LEAST_FILES
        for each in _apart(is_apart, inner, inside)
    ]
    if not directory:
        return found
    rest = [file for file in files if not file.tally.path.startswith(tuple(found))] if found else files
    return [directory] if is_apart(rest) else found


def _goes_another_way(observer: Observer, value: str, files: Sequence[FileCases]) -> bool:
    """True if there is enough to say that these files have another way, or measurably none."""
    own, asked = judge(observer, files), judge(observer, files, value)
    if own is None or asked is None:
        return False
    return asked.mixed or (own.firm and not asked.firm and observer.follows(own.value, value) is False)


def _is_unsettled(observer: Observer, value: str, files: Sequence[FileCases]) -> bool:
    """True if these files differ too often for chance, though there is not enough to say what their own way is."""
    asked = judge(observer, files, value)
    return asked is not None and asked.support.files >= LEAST_FILES and asked.upper < LEAST_SHARE


def _agree(moved: Moved | None, verdict: Verdict) -> bool:
    """True unless the history says that another way is gone today."""
    return moved is None or moved.value == verdict.value


def _stated(
    observer: Observer, subject: Subject, scope: Scope, kept: _Kept, moved: Moved | None
) -> Iterator[Convention]:
    """What the files that are judged together do, then what those directories do that were left out."""
    if kept.verdict is not None:
        shift = moved.shift if moved is not None else None
        unsettled = _apart(partial(_is_unsettled, observer, kept.verdict.value), "", kept.files)
        widest = replace(scope, apart=(*kept.apart, *unsettled))
        for convention in _made(observer, subject, widest, kept.files, kept.verdict):
            yield replace(convention, shift=shift)
    for directory, inside in kept.apart.items():
        own = judge(observer, inside)
        if own is not None and own.firm and _is_of_several(observer, inside, own.value):
            yield from _made(observer, subject, replace(scope, directory=directory), inside, own)


def _firm_directories(
    observer: Observer, subject: Subject, scope: Scope, directory: str, files: Sequence[FileCases]
) -> Iterator[Convention]:
    """The outermost directories that are firm where the whole is not."""
    for inner, inside in _inner(directory, files).items():
        own = judge(observer, inside)
        if own is None or not own.enough:
            continue
        if own.firm and _is_of_several(observer, inside, own.value):
            yield from _made(observer, subject, replace(scope, directory=inner), inside, own)
        else:
            yield from _firm_directories(observer, subject, scope, inner, inside)


def _is_of_several(observer: Observer, files: Sequence[FileCases], value: str) -> bool:
    """True if the way of a directory is not only that of its largest file, such as a table of texts."""
    largest = max(files, key=lambda file: sum(counted.cases for counted in file.values.values()))
    rest = judge(observer, [file for file in files if file is not largest], value)
    return rest is not None and rest.support.lower >= LEAST_SHARE


def _inner(directory: str, files: Sequence[FileCases]) -> dict[str, list[FileCases]]:
    """The files in each directory that lies directly inside one, down to :data:`DEEPEST`."""
    found: dict[str, list[FileCases]] = {}
    if directory.count("/") < DEEPEST:
        for file in sorted(files, key=lambda each: each.tally.path):
            name, slash, _ = file.tally.path[len(directory) :].partition("/")
            if slash:
                found.setdefault(f"{directory}{name}/", []).append(file)
    return found


def _made(
    observer: Observer, subject: Subject, scope: Scope, files: Sequence[FileCases], verdict: Verdict
) -> Iterator[Convention]:
    words = observer.says(subject.subject, verdict.value)
    if words:
        places = sorted(
            Place(file.tally.path, line)
            for file in files
            for value, counted in file.values.items()
            if observer.follows(value, verdict.value) is False
            for line in counted.lines
        )
        yield Convention(
            subject.kind,
            subject.subject,
            verdict.value,
            scope,
            verdict.support,
            words,
            tuple(places[:EXCEPTIONS_KEPT]),
        )


def _moving(observer: Observer, subject: Subject, scope: Scope, moved: Moved) -> Iterator[Convention]:
    """What is written now, where much of what was there before still stands."""
    words = observer.says(subject.subject, moved.value)
    if words:
        yield Convention(subject.kind, subject.subject, moved.value, scope, moved.support, words, shift=moved.shift)
