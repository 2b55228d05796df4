"""The workflow: a folder of the workspace in, its map out. It brings the index up to date first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from hermes_lsp.conventions.page import CODE, EXTRAS, TESTS, role_of
from hermes_lsp.core.errors import WorkspaceError
from hermes_lsp.git.commits import pasts_of
from hermes_lsp.index.reader import Index
from hermes_lsp.syntax.source_files import is_built

from ..indexing import read_index, update_workspace
from ..project import Project
from .components import components_of
from .entries import entries_in
from .facts import Component, Cycle, Dependency, HotSpot, Link, Map, Size
from .hot_spots import hot_spots
from .links import links_between
from .order import circles, closing, layers

STRONGEST = 3
"""Pairs of files that a dependency names."""
_BUILT = "built"
_LEFT_OUT = {TESTS: "tests", EXTRAS: "documents, examples and tools", _BUILT: "what a build has made"}


def map_of(
    project: Project,
    root: str = "",
    *,
    everything: bool = False,
    seconds: float | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Map:
    """The map of a project, or of one of its folders.

    Args:
        root: POSIX path of the folder, relative to the workspace folder; empty for all of it.
        everything: With tests, documents, examples and tools, where these are not all that there is.
        seconds: Stop reading files after about so long; the next map goes on.
        progress: Told the numbers of files that are indexed, and to be indexed.

    Raises:
        WorkspaceError: if there is no folder or no code in it, or the index cannot be written.
    """
    folder = project.folder
    if folder is None:
        raise WorkspaceError("There is no workspace folder", todo="open a folder")
    update_workspace(project, seconds=seconds, progress=progress)
    with read_index(project) as index:
        files, left_out = _files(index, root, everything)
        partial = index.stats().partial
        if not files and partial:
            raise WorkspaceError(f"No file was read yet: {partial}", todo="give it more time; the next map goes on")
        if not files:
            where = f"below {root}" if root else "in the workspace"
            raise WorkspaceError(f"There is no code {where} in a language that is indexed", todo="give another folder")
        languages = {file.path: file.language for file in files}
        links, by_use = links_between(index, folder, languages)
        entries = entries_in(index, folder, languages, links)
    components, fine = components_of(files)
    spots, history = _hot(folder, files)
    dependencies, _ = _between(components, links)
    ordered, apart = _layers(components, dependencies)
    return Map(
        root=root,
        components=components,
        dependencies=dependencies,
        cycles=_between(fine, links)[1],
        layers=ordered,
        apart=apart,
        hot_spots=spots,
        entries=entries,
        by_use=by_use,
        left_out=left_out,
        history=history,
        partial=partial,
    )


def _files(index: Index, root: str, everything: bool) -> tuple[list[Size], tuple[tuple[str, int], ...]]:
    """The files that are shown, and the numbers of the others by what they are for."""
    all_files = [Size(file.path, file.language, file.lines) for file in index.files(root)]
    code = [file for file in all_files if _role(file.path) == CODE]
    if everything or not code:
        return all_files, ()
    others = Counter(_LEFT_OUT[role] for file in all_files if (role := _role(file.path)) != CODE)
    return code, tuple(sorted(others.items()))


def _role(path: str) -> str:
    """What a file is for; what lies in a hidden folder is for the tools around the code."""
    if is_built(path):
        return _BUILT
    hidden = any(folder.startswith(".") for folder in path.split("/")[:-1])
    return EXTRAS if hidden else role_of(path)


def _between(
    components: Sequence[Component], links: Iterable[Link]
) -> tuple[tuple[Dependency, ...], tuple[Cycle, ...]]:
    owner = {path: component.name for component in components for path in component.files}
    behind: dict[tuple[str, str], list[Link]] = {}
    for link in links:
        pair = owner[link.source], owner[link.target]
        if pair[0] != pair[1]:
            behind.setdefault(pair, []).append(link)
    weights = {pair: sum(link.count for link in found) for pair, found in behind.items()}
    rings = circles(sorted(set(owner.values())), weights)
    closes = {pair for ring in rings for pair in closing(ring, weights)}
    found = [
        Dependency(*pair, len(inner), weights[pair], tuple(inner[:STRONGEST]), pair in closes)
        for pair, inner in behind.items()
    ]
    found.sort(key=lambda each: (-each.count, each.source, each.target))
    cycles = [Cycle(ring, tuple(each for each in found if each.closes and each.source in ring)) for ring in rings]
    return tuple(found), tuple(cycles)


def _layers(
    components: Sequence[Component], dependencies: Sequence[Dependency]
) -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]:
    tied = {name for each in dependencies for name in (each.source, each.target)}
    kept = [(each.source, each.target) for each in dependencies if not each.closes]
    apart = sorted(component.name for component in components if component.name not in tied)
    return tuple(tuple(layer) for layer in layers(tied, kept)), tuple(apart)


def _hot(folder: Path, files: Sequence[Size]) -> tuple[tuple[HotSpot, ...], str]:
    try:
        pasts = pasts_of(folder, "HEAD")
    except WorkspaceError as error:
        return (), error.what
    return hot_spots(folder, files, pasts), ""
