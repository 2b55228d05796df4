"""A map drawn: layers as rows of boxes, dependencies as lines from the upper to the lower. SVG without any script.

Long lines go through places of their own in the rows between, and the order in each row follows the middle of its
neighbours (the method of Sugiyama, Tagawa and Toda).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from itertools import pairwise
from math import log2

from hermes_lsp.core.markdown import cut

from .facts import Component, Dependency, Map
from .wording import counted, label_of, shown_arrows

WIDEST = 5
"""Boxes in a row; a layer with more has several rows."""
LONGEST = 28
"""Letters of a box's name."""
_LETTER, _LINE, _ROW, _GAP, _LANE = 8.2, 46, 104, 26, 14
_SWEEPS = 12
_ASIDE = 14
"""How far a line that leads up stands from one that leads down between the same boxes."""

Spot = tuple[float, float, float]
"""Left, top and width of a box, or of the place where a line goes through a row."""
Row = list[str]
Joint = tuple[str, ...]


def svg(shown: Map) -> str:
    """The drawing; its colours are classes, so that a page decides them."""
    rows = _rows(shown)
    arrows, _ = shown_arrows(shown)
    level = {name: number for number, row in enumerate(rows) for name in row}
    down = [arrow for arrow in arrows if level[arrow.source] < level[arrow.target]]
    up = [arrow for arrow in arrows if level[arrow.source] > level[arrow.target]]
    routes = {(arrow.source, arrow.target): _route(arrow, level, rows) for arrow in [*down, *up]}
    _sort(rows, list(routes.values()))
    spots, width = _spots(rows, shown)
    height = len(rows) * _ROW
    parts = [
        f'<svg viewBox="0 0 {width:.0f} {height}" style="max-width:{width:.0f}px" role="img" aria-label="components">',
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
        'markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8z" class="tip"/></marker></defs>',
        *(_line(arrow, routes[arrow.source, arrow.target], spots) for arrow in [*down, *up]),
        *(_box(component, spots[component.name], shown) for component in shown.components),
        "</svg>",
    ]
    return "".join(parts)


def _rows(shown: Map) -> list[Row]:
    """Layers as rows, and what stands alone in the last ones."""
    rows: list[Row] = []
    for layer in (*shown.layers, shown.apart):
        count = -(-len(layer) // WIDEST)
        size = -(-len(layer) // count) if count else 1
        rows += [list(layer[start : start + size]) for start in range(0, len(layer), size)]
    return rows


def _route(arrow: Dependency, level: Mapping[str, int], rows: list[Row]) -> Joint:
    """The names that a line goes through, with a new place in each row between."""
    first, last = level[arrow.source], level[arrow.target]
    step = 1 if first < last else -1
    joints = [arrow.source]
    for number in range(first + step, last, step):
        joints.append(f"{arrow.source}\n{arrow.target}\n{number}")
        rows[number].append(joints[-1])
    return (*joints, arrow.target)


def _sort(rows: list[Row], routes: Sequence[Joint]) -> None:
    near: dict[str, list[str]] = {}
    for route in routes:
        for one, other in pairwise(route):
            near.setdefault(one, []).append(other)
            near.setdefault(other, []).append(one)
    for sweep in range(_SWEEPS):
        order = range(1, len(rows)) if sweep % 2 == 0 else range(len(rows) - 2, -1, -1)
        for number in order:
            fixed = rows[number - 1 if sweep % 2 == 0 else number + 1]
            place_of = {name: (place + 0.5) / len(fixed) for place, name in enumerate(fixed)}
            middle = {}
            for place, name in enumerate(rows[number]):
                places = [place_of[other] for other in near.get(name, ()) if other in place_of]
                middle[name] = sum(places) / len(places) if places else (place + 0.5) / len(rows[number])
            rows[number].sort(key=lambda name: (middle[name], name))


def _spots(rows: Sequence[Row], shown: Map) -> tuple[dict[str, Spot], float]:
    def wide(name: str) -> float:
        return float(_LANE) if "\n" in name else max(len(_name(shown, name)) * _LETTER + 24, 116)

    widths = [sum(map(wide, row)) + _GAP * (len(row) + 1) for row in rows]
    width = max(widths, default=0.0)
    spots: dict[str, Spot] = {}
    for number, row in enumerate(rows):
        gap = min((width - sum(map(wide, row))) / (len(row) + 1), 90.0)
        at = (width - sum(map(wide, row)) - gap * (len(row) - 1)) / 2
        for name in row:
            spots[name] = at, number * _ROW + (_ROW - _LINE) / 2, wide(name)
            at += wide(name) + gap
    return spots, width


def _line(arrow: Dependency, route: Joint, spots: Mapping[str, Spot]) -> str:
    up = spots[route[0]][1] > spots[route[-1]][1]
    path = ""
    for one, other in pairwise(route):
        x1, y1 = _end(one, other, spots, leaves=True, up=up)
        x2, y2 = _end(other, one, spots, leaves=False, up=up)
        bend = (y2 - y1) / 2
        if path:
            path += f"L{x1:.0f} {y1:.0f}"  # straight through the row
        else:
            path = f"M{x1:.0f} {y1:.0f}"
        path += f"C{x1:.0f} {y1 + bend:.0f} {x2:.0f} {y2 - bend:.0f} {x2:.0f} {y2:.0f}"
    kind = "arrow against" if arrow.closes else "arrow"
    said = (
        f"{arrow.source} needs {arrow.target}: {counted(arrow.count, 'time')}, {counted(arrow.links, 'pair')} of files"
    )
    thick = 1 + log2(arrow.count) / 3
    return (
        f'<path class="{kind}" d="{path}" stroke-width="{thick:.1f}" marker-end="url(#tip)">'
        f"<title>{escape(said)}</title></path>"
    )


def _end(name: str, other: str, spots: Mapping[str, Spot], *, leaves: bool, up: bool) -> tuple[float, float]:
    """Where a line leaves or reaches a box: at the side where the other end is, a little apart from the others."""
    left, top, width = spots[name]
    middle = left + width / 2
    if "\n" not in name:
        distance = spots[other][0] + spots[other][2] / 2 - middle
        middle += max(-width * 0.42, min(width * 0.42, distance * 0.18 + (_ASIDE if up else 0)))
    return middle, top if leaves == up else top + _LINE


def _box(component: Component, spot: Spot, shown: Map) -> str:
    left, top, width = spot
    middle = left + width / 2
    hot = max((each.heat for each in shown.hot_spots if each.path in component.files), default=0.0)
    size = f"{counted(len(component.files), 'file')}, {counted(component.lines, 'line')}"
    said = f"{component.name}: {size}"
    return (
        f'<g><title>{escape(said)}</title><rect class="box{" hot" if hot >= 0.5 else ""}" x="{left:.0f}" '
        f'y="{top:.0f}" width="{width:.0f}" height="{_LINE}" rx="6"/>'
        f'<text class="name" x="{middle:.0f}" y="{top + 20:.0f}">{escape(_name(shown, component.name))}</text>'
        f'<text class="size" x="{middle:.0f}" y="{top + 37:.0f}">{escape(counted(component.lines, "line"))}</text></g>'
    )


def _name(shown: Map, name: str) -> str:
    return cut(label_of(shown, name), LONGEST)
