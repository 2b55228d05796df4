"""Which folders and files are the components: at least a few, and no more than an eye takes in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .facts import Component, Size

FEWEST, MOST = 3, 20
SMALL = 200
"""Lines; once there are the fewest, nothing smaller is taken apart."""
LARGE = 0.25
"""A component with a larger share of all lines is taken apart, where its parts still fit."""
HUGE = 0.5
"""One with a larger share is taken apart even where only its largest parts fit; the rest stays together."""
MOST_FINE = 60
"""Parts of such a rest that are still told apart where circles are looked for."""


def components_of(files: Iterable[Size]) -> tuple[tuple[Component, ...], tuple[Component, ...]]:
    """The components that files make, the largest first, every file in exactly one; and the same once more with those
    told apart that are shown together only because there are many.
    """
    parts = [_Part("", tuple(sorted(files, key=lambda file: file.path)))]
    total = parts[0].lines
    whole: set[str] = set()  # names of what stays together
    while True:
        open_parts = [part for part in parts if part.name not in whole and len(part.files) > 1]
        if not open_parts:
            break
        part = max(open_parts, key=lambda part: (part.lines, part.name))
        if len(parts) >= FEWEST and part.lines <= max(LARGE * total, SMALL):
            break
        room = MOST - len(parts) + 1
        inner = _inside(part)
        if len(inner) > room and (len(parts) < FEWEST or part.lines > HUGE * total):
            inner = _largest(part, inner, room)
            whole.update(one.name for one in inner if one.name.endswith("**"))
        if 1 < len(inner) <= room:
            parts = [other for other in parts if other is not part] + inner
        else:
            whole.add(part.name)
    parts.sort(key=lambda part: (-part.lines, part.name))
    fine = [inner for part in parts for inner in (part.inner or (part,))]
    return tuple(map(_component, parts)), tuple(map(_component, fine))


@dataclass(frozen=True, slots=True)
class _Part:
    name: str
    files: tuple[Size, ...]
    inner: tuple[_Part, ...] = ()

    @property
    def lines(self) -> int:
        return sum(file.lines for file in self.files)


def _inside(part: _Part) -> list[_Part]:
    """A folder's folders, and its files together; the files one by one where they are all that there is."""
    if part.name == "*" or part.name.endswith("/*"):
        return [_Part(file.path, (file,)) for file in part.files]
    folder = _common(part.files)
    below: dict[str, list[Size]] = {}
    here: list[Size] = []
    for file in part.files:
        first, slash, _ = file.path[len(folder) :].partition("/")
        if slash:
            below.setdefault(f"{folder}{first}/", []).append(file)
        else:
            here.append(file)
    if not below:
        return [_Part(file.path, (file,)) for file in here]
    found = [_Part(name, tuple(files)) for name, files in below.items()]
    if here:
        found.append(_Part(here[0].path if len(here) == 1 else f"{folder}*", tuple(here)))
    return found


def _largest(part: _Part, inner: Sequence[_Part], room: int) -> list[_Part]:
    """As many of the largest as there is room for, and all others as one."""
    if room < FEWEST:
        return []
    ordered = sorted(inner, key=lambda one: (-one.lines, one.name))
    others = tuple(ordered[room - 1 :])
    rest = sorted((file for one in others for file in one.files), key=lambda file: file.path)
    together = _Part(f"{_common(part.files)}**", tuple(rest), others if len(others) <= MOST_FINE else ())
    return [*ordered[: room - 1], together]


def _common(files: Sequence[Size]) -> str:
    """The folder that all files lie in, with its slash; empty for the top."""
    first, last = files[0].path.split("/")[:-1], files[-1].path.split("/")[:-1]
    shared = 0
    while shared < min(len(first), len(last)) and first[shared] == last[shared]:
        shared += 1
    return "".join(f"{name}/" for name in first[:shared])


def _component(part: _Part) -> Component:
    lines: Counter[str] = Counter()
    for file in part.files:
        lines[file.language] += file.lines
    languages = tuple(sorted(lines, key=lambda language: (-lines[language], language)))
    return Component(part.name or "./", tuple(file.path for file in part.files), part.lines, languages)
