"""Plots as inline SVG: no script, no file beside the page, colours by class so that the page decides them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

WIDTH, HEIGHT = 640, 240
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 8, 10, 26


def curve(title: str, series: Mapping[str, Sequence[float]], labels: Sequence[str]) -> str:
    """Lines of shares between 0 and 1 over common points.

    Args:
        series: By name, which is also the class of its line; as many shares as there are labels, or fewer.
        labels: What stands below the points; only some of them are written.
    """
    parts = [_open(title, HEIGHT)]
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = _y(share)
        parts.append(f'<line class="grid" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text class="axis" x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{share:.0%}</text>')
    step = max(1, -(-len(labels) // 6))
    for index in range(0, len(labels), step):
        x = _x(index, len(labels))
        parts.append(
            f'<text class="axis" x="{x:.1f}" y="{HEIGHT - 6}" text-anchor="middle">{escape(labels[index])}</text>'
        )
    for name, shares in series.items():
        points = " ".join(f"{_x(index, len(labels)):.1f},{_y(share):.1f}" for index, share in enumerate(shares))
        parts.append(f'<polyline class="line {escape(name, quote=True)}" points="{points}"/>')
        for index, share in enumerate(shares):
            said = escape(f"{name}, until {labels[index]}: {share:.0%}")
            x, y = _x(index, len(labels)), _y(share)
            parts.append(
                f'<circle class="dot {escape(name, quote=True)}" cx="{x:.1f}" cy="{y:.1f}" r="3">'
                f"<title>{said}</title></circle>"
            )
    return "".join((*parts, "</svg>"))


def bars(title: str, rows: Sequence[tuple[str, Mapping[str, int]]]) -> str:
    """One bar of shares a row; the names of the parts are the classes of their rectangles."""
    height = 30 * len(rows) + 8
    parts = [_open(title, height)]
    left, wide = 110, WIDTH - 110 - _RIGHT
    for number, (label, counts) in enumerate(rows):
        y = 6 + 30 * number
        parts.append(f'<text class="axis" x="{left - 8}" y="{y + 15}" text-anchor="end">{escape(label)}</text>')
        total, at = max(sum(counts.values()), 1), float(left)
        for name, count in counts.items():
            size = wide * count / total
            said = escape(f"{label}: {name} {count:,} of {total:,}")
            parts.append(
                f'<rect class="bar {escape(name, quote=True)}" x="{at:.1f}" y="{y}" width="{size:.1f}" height="22">'
                f"<title>{said}</title></rect>"
            )
            if size > 44:
                parts.append(
                    f'<text class="inbar" x="{at + size / 2:.1f}" y="{y + 15}" text-anchor="middle">'
                    f"{count / total:.0%}</text>"
                )
            at += size
    return "".join((*parts, "</svg>"))


def _open(title: str, height: int) -> str:
    said = escape(title, quote=True)
    return f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{said}"><title>{said}</title>'


def _x(index: int, count: int) -> float:
    room = WIDTH - _LEFT - _RIGHT - 40
    return _LEFT + 20 + (room * index / (count - 1) if count > 1 else room / 2)


def _y(share: float) -> float:
    return _TOP + (HEIGHT - _TOP - _BOTTOM) * (1 - min(max(share, 0.0), 1.0))
