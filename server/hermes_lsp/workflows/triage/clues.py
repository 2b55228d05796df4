"""What a report names outright: files, frames of a stack trace, modules. Told by their form, whatever the language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath

# Python's, then those of JavaScript, Go, Java and compilers: a file with an ending, a colon, and a line.
_FRAME = re.compile(r'File "(?P<file>[^"\n]{1,300})", line (?P<line>\d+)(?:, in (?P<name>[\w.<>]+))?')
_PLACE = re.compile(r"(?P<file>[\w./\\@+-]{1,300}\.\w{1,5}):(?P<line>\d{1,6})\b")
_FILE = re.compile(r"[\w./\\@+-]{2,300}\.\w{1,5}\b")
_DOTTED = re.compile(r"\b[^\W\d]\w*(?:\.[^\W\d]\w*)+")

_HEADER = re.compile(r"Traceback \(most recent call last\):|^Caused by:", re.MULTILINE)

FRAME, FILE, MODULE = 1.0, 0.8, 0.6
LOOSE = 0.6
"""What the file's name alone counts, where more of the path could have been said."""


@dataclass(frozen=True, slots=True)
class Clue:
    """A file that a report names.

    Attributes:
        path: As the repository has it.
        weight: How sure it is that the report is about it, up to 1.
        said: What stands in the report.
        line: One-based, 0 if the report says none.
        name: The function that a frame was in; empty if the report says none.
    """

    path: str
    weight: float
    said: str
    line: int = 0
    name: str = ""


class Paths:
    """The files of a repository, to be found by the end of their path.

    Args:
        named: The paths of the files of a name, such as ``cart.py``.
        stemmed: The paths of the files of a name without its ending, such as ``cart``.
    """

    def __init__(self, named: Callable[[str], Sequence[str]], stemmed: Callable[[str], Sequence[str]]) -> None:
        self._named = cache(named)
        self._stemmed = cache(stemmed)

    @classmethod
    def of(cls, paths: Iterable[str]) -> Paths:
        """Those of a list."""
        by_name: dict[str, list[str]] = {}
        by_stem: dict[str, list[str]] = {}
        for path in paths:
            by_name.setdefault(name_of(path), []).append(path)
            by_stem.setdefault(stem_of(path), []).append(path)
        return cls(lambda name: by_name.get(name, ()), lambda stem: by_stem.get(stem, ()))

    def ending(self, said: str) -> tuple[str, float]:
        """The file that shares the most of its end with a path, and how sure that is; empty if none or several do."""
        parts = said.replace("\\", "/").strip("/").split("/")
        return _best(self._named(parts[-1]), parts)

    def heir(self, path: str) -> str:
        """The file that a path of the past is now, if it was only moved; empty if there is none."""
        return path if path in self._named(name_of(path)) else self.ending(path)[0]

    def module(self, said: str) -> str:
        """The file of a dotted name's module: of the longest beginning that is one."""
        parts = said.split(".")
        for end in range(len(parts), 1, -1):
            named = parts[:end]
            inside = [path for path in self._stemmed(named[-1]) if _stem_ends(path, named)]
            if len(inside) == 1:
                return inside[0]
        return ""


def name_of(path: str) -> str:
    """The last part of a path."""
    return path.rpartition("/")[2]


def stem_of(path: str) -> str:
    """The last part of a path, without its ending."""
    return name_of(path.rpartition(".")[0] or path)


def clues_in(report: str, paths: Paths) -> list[Clue]:
    """The files that a report names, the surest first, each once."""
    found: list[Clue] = []
    frames = [*_FRAME.finditer(report), *_PLACE.finditer(report)]
    for place, frame in enumerate(frames):
        path, sure = paths.ending(frame["file"])
        if path:
            # The last frame is where it happened.
            late = 0.5 + 0.5 * (place + 1) / len(frames)
            name = frame.groupdict().get("name") or ""
            found.append(Clue(path, FRAME * late * sure, frame[0], int(frame["line"]), name))
    framed = {clue.path for clue in found}
    for said in _FILE.findall(report):
        path, sure = paths.ending(said)
        if path and path not in framed:
            found.append(Clue(path, FILE * sure, said))
    modules = ((paths.module(said), said) for said in _DOTTED.findall(report))
    found += [Clue(path, MODULE, said) for path, said in modules if path]
    best: dict[str, Clue] = {}
    for clue in found:
        if clue.path not in best or best[clue.path].weight < clue.weight:
            best[clue.path] = clue
    return sorted(best.values(), key=lambda clue: (-clue.weight, clue.path))


def without_frames(report: str) -> str:
    """The report with the frames of its stack traces shortened to the names of their files and functions: what stands
    around these are the same words in each trace.
    """
    return _HEADER.sub(" ", _FRAME.sub(_shortened, report))


def _shortened(frame: re.Match[str]) -> str:
    return f"{PurePosixPath(frame['file']).name} {frame['name'] or ''}"


def _best(paths: Iterable[str], parts: list[str]) -> tuple[str, float]:
    scored = sorted(((_shared(path.split("/"), parts), path) for path in paths), reverse=True)
    if not scored or (len(scored) > 1 and scored[0][0] == scored[1][0]):
        return "", 0.0
    count, path = scored[0]
    return path, 1.0 if count > 1 or "/" not in path else LOOSE


def _shared(one: list[str], other: list[str]) -> int:
    count = 0
    for left, right in zip(reversed(one), reversed(other), strict=False):
        if left != right:
            break
        count += 1
    return count


def _stem_ends(path: str, named: list[str]) -> bool:
    stem = (path.rpartition(".")[0] or path).split("/")
    return stem[-len(named) :] == named
