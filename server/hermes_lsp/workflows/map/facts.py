"""What a map says, as plain data. Paths are POSIX paths relative to the workspace folder; lines count from one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """A file and its number of lines."""

    path: str
    language: str
    lines: int


@dataclass(frozen=True, slots=True)
class Link:
    """A file that needs another one.

    Attributes:
        count: Imports of it; where imports do not name files, the places that surely use what it defines, or
            that name what no other file defines.
        line: Where the first of these stands.
        name: What is imported, or used there; empty for a file as a whole.
    """

    source: str
    target: str
    count: int
    line: int
    name: str


@dataclass(frozen=True, slots=True)
class Component:
    """A part of the project.

    Attributes:
        name: The path of a file or, with a slash at its end, of a folder; with ``*`` the files that lie in a folder
            themselves, with ``**`` all in it that is no component of its own.
        languages: The one with most lines first.
    """

    name: str
    files: tuple[str, ...]
    lines: int
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dependency:
    """A component that needs another one.

    Attributes:
        source, target: Names of the components.
        links: Number of pairs of files behind it.
        count: Sum of the links' counts.
        strongest: Some of the links, the one with the highest count first.
        closes: It runs against the order of the layers: without it, and the others that do, there are no cycles.
    """

    source: str
    target: str
    links: int
    count: int
    strongest: tuple[Link, ...]
    closes: bool = False


@dataclass(frozen=True, slots=True)
class Cycle:
    """Components that all need each other, and what closes the cycles between them.

    Those of a component with ``**`` are told apart here: that some of them need a component, and others are needed by
    it, makes no cycle.
    """

    components: tuple[str, ...]
    closing: tuple[Dependency, ...]


@dataclass(frozen=True, slots=True)
class HotSpot:
    """A file that is changed often and is not simple.

    Attributes:
        heat: Churn times complexity, 1 for the hottest file of the map.
        commits: Commits that changed it.
        churn: The same, a commit that is a year older than the newest one counting half.
        branches: Places where the code may go two ways.
    """

    path: str
    heat: float
    commits: int
    churn: float
    lines: int
    branches: int


@dataclass(frozen=True, slots=True)
class Entry:
    """Where the program begins, or what nothing else in it needs; ``line`` is 0 for the file as a whole."""

    path: str
    line: int
    why: str


@dataclass(frozen=True, slots=True)
class Map:
    """All of it.

    Attributes:
        root: The folder that is shown; empty for the whole workspace.
        components: The largest first.
        dependencies: The strongest first.
        layers: Names of components; each layer needs only those below, apart from what runs against. The top one
            first, and without those of ``apart``.
        apart: Components that need none and that none needs.
        by_use: Languages whose imports do not name files, so that uses were counted.
        left_out: Numbers of files that are not shown, by what they are for.
        history: Why there are no hot spots; empty if there are.
        partial: Why the map is not made from everything; empty if it is.
    """

    root: str
    components: tuple[Component, ...]
    dependencies: tuple[Dependency, ...]
    cycles: tuple[Cycle, ...]
    layers: tuple[tuple[str, ...], ...]
    apart: tuple[str, ...]
    hot_spots: tuple[HotSpot, ...]
    entries: tuple[Entry, ...]
    by_use: tuple[str, ...] = ()
    left_out: tuple[tuple[str, int], ...] = ()
    history: str = ""
    partial: str = ""
