"""What the forms of a map have in common: names that are short, counts, and how many arrows an eye can follow."""

from __future__ import annotations

from .facts import Component, Dependency, Entry, Map

ARROWS = 30
"""Dependencies that are drawn; the strongest ones."""
ENTRIES = 20
"""Entry points that are told."""


def counted(count: int, noun: str) -> str:
    """Such as "1 file", "2 files"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def label_of(shown: Map, name: str) -> str:
    """The name of a component without the folder that most of the map lies in, and in words where it has stars."""
    folder = _shared(shown.components)
    short = name[len(folder) :] if name.startswith(folder) and len(name) > len(folder) else name
    if short == "*":  # beside the files at the very top these have a folder
        short = name
    if short == name and any(component.name == folder + name for component in shown.components if folder):
        short = f"./{name}"
    count = next((len(component.files) for component in shown.components if component.name == name), 0)
    if short.endswith("**"):
        return f"{short[:-2]}others ({counted(count, 'file')})"
    return f"{short[:-1] or './'} ({counted(count, 'file')})" if short.endswith("*") else short


def shown_arrows(shown: Map) -> tuple[tuple[Dependency, ...], int]:
    """The dependencies that are drawn, and how many are left out.

    Each component has its strongest one, so that none looks as if it stood alone.
    """
    if len(shown.dependencies) <= ARROWS:
        return shown.dependencies, 0
    first: dict[str, Dependency] = {}
    for each in shown.dependencies:
        for name in (each.source, each.target):
            first.setdefault(name, each)
    kept = set(first.values())
    for each in shown.dependencies:
        if len(kept) >= ARROWS:
            break
        kept.add(each)
    return tuple(each for each in shown.dependencies if each in kept), len(shown.dependencies) - len(kept)


def _shared(components: tuple[Component, ...]) -> str:
    """The folder that most of the lines lie in, and more than one component."""
    total = sum(component.lines for component in components)
    folder = ""
    while True:
        inside: dict[str, list[Component]] = {}
        for component in components:
            if component.name.startswith(folder):
                first, slash, _ = component.name[len(folder) :].partition("/")
                if slash:
                    inside.setdefault(f"{folder}{first}/", []).append(component)
        best = max(inside, key=lambda name: (sum(each.lines for each in inside[name]), name), default="")
        if not best or len(inside[best]) < 2 or sum(each.lines for each in inside[best]) < 0.6 * total:
            return folder
        folder = best


def shown_entries(shown: Map) -> tuple[tuple[Entry, ...], int]:
    """The entry points that are told, and how many are left out."""
    return shown.entries[:ENTRIES], max(len(shown.entries) - ENTRIES, 0)


def on_what_runs_against(shown: Map) -> str:
    """What the lines mean that are broken; empty where there is none."""
    if not any(each.closes for each in shown.dependencies):
        return ""
    grouped = any(component.name.endswith("**") for component in shown.components)
    more = "; with those that are shown together as others, that need not be a cycle" if grouped else ""
    return f"Broken lines: against the order of the layers{more}."


def title_of(shown: Map) -> str:
    """What stands above a map."""
    return f"Map of {shown.root}" if shown.root else "Map"


def notes_on(shown: Map) -> list[str]:
    """Sentences on what a map is made from."""
    notes = [f"Partial: {shown.partial}."] if shown.partial else []
    if shown.by_use:
        languages = ", ".join(shown.by_use)
        notes.append(f"Hardly an import in {languages} names a file of this map: uses are counted instead.")
    if shown.left_out:
        others = [f"{counted(count, 'file')} of {what}" for what, count in shown.left_out]
        notes.append(f"Left out: {'; '.join(others)}.")
    return notes
