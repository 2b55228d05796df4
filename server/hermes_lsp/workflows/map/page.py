"""A map as one page of HTML, which loads nothing and runs nothing. All that comes from a repository is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path

from .diagram import svg
from .facts import Dependency, Map
from .wording import notes_on, on_what_runs_against, shown_arrows, shown_entries, title_of

MARK = '<meta name="generator" content="hermes-lsp map">'
"""Tells a page of ours from a file of somebody else."""
SHOWN = 40
_STYLE = Path(__file__).with_suffix(".css")


def page(shown: Map) -> str:
    """The whole page."""
    title = escape(title_of(shown))
    return "".join(
        [
            f'<!doctype html><html lang="en"><head><meta charset="utf-8">{MARK}',
            '<meta name="viewport" content="width=device-width,initial-scale=1">',
            f"<title>{title}</title><style>{_STYLE.read_text('utf-8')}</style></head><body><h1>{title}</h1>",
            *(f'<p class="dim">{escape(note)}</p>' for note in notes_on(shown)),
            f"<figure>{svg(shown)}<figcaption>{escape(_caption(shown))}</figcaption></figure>",
            *_components(shown),
            *_cycles(shown),
            *_hot_spots(shown),
            *_entries(shown),
            *_dependencies(shown),
            "</body></html>\n",
        ]
    )


def _caption(shown: Map) -> str:
    words = ["A line leads down to what is needed; point at it for how often."]
    if against := on_what_runs_against(shown):
        words.append(against)
    if any(each.heat >= 0.5 for each in shown.hot_spots):
        words.append("Thick frame: holds a hot spot.")
    if left_out := shown_arrows(shown)[1]:
        words.append(f"Weaker dependencies that are not drawn: {left_out:,}.")
    return " ".join(words)


def _components(shown: Map) -> Iterator[str]:
    yield "<h2>Components</h2>"
    rows = [
        (_code(each.name), f"{len(each.files):,}", f"{each.lines:,}", escape(", ".join(each.languages)))
        for each in shown.components
    ]
    yield _table(("component", "files", "lines", "languages"), rows, figures=(1, 2))


def _cycles(shown: Map) -> Iterator[str]:
    yield "<h2>Cycles</h2>"
    if not shown.cycles:
        yield "<p>None between components.</p>"
    for cycle in shown.cycles:
        yield f"<p>{len(cycle.components)} components need each other: {', '.join(map(_code, cycle.components))}.</p>"
        yield _needs(cycle.closing, "closed by")


def _hot_spots(shown: Map) -> Iterator[str]:
    yield "<h2>Hot spots: often changed, and not simple</h2>"
    if shown.history or not shown.hot_spots:
        yield f"<p>{escape(shown.history or 'No commit has changed these files.')}</p>"
        return
    rows = [
        (_code(each.path), f"{each.heat:.2f}", f"{each.commits:,}", f"{each.lines:,}", f"{each.branches:,}")
        for each in shown.hot_spots
    ]
    yield _table(("file", "heat", "commits", "lines", "branches"), rows, figures=(1, 2, 3, 4))


def _entries(shown: Map) -> Iterator[str]:
    yield "<h2>Entry points</h2>"
    entries, more = shown_entries(shown)
    if not entries:
        yield "<p>None found.</p>"
        return
    rows = [(_code(f"{each.path}:{each.line}" if each.line else each.path), escape(each.why)) for each in entries]
    yield _table(("file", "because"), rows)
    if more:
        yield f'<p class="dim">And {more:,} more that nothing needs.</p>'


def _dependencies(shown: Map) -> Iterator[str]:
    if shown.dependencies:
        yield "<h2>Dependencies</h2>"
        yield _needs(shown.dependencies, "component")


def _needs(dependencies: Sequence[Dependency], title: str) -> str:
    rows = [
        (
            _code(each.source),
            _code(each.target),
            f"{each.count:,}",
            f"{each.links:,}",
            "; ".join(
                f"{_code(f'{link.source}:{link.line}')} {_code(link.name or link.target)}" for link in each.strongest
            ),
        )
        for each in dependencies[:SHOWN]
    ]
    more = len(dependencies) - len(rows)
    rest = f'<p class="dim">And {more:,} weaker ones.</p>' if more > 0 else ""
    return _table((title, "needs", "times", "pairs of files", "such as"), rows, figures=(2, 3)) + rest


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]], figures: Sequence[int] = ()) -> str:
    """Cells are HTML; ``figures`` are the columns with numbers."""

    def kind(column: int) -> str:
        return ' class="n"' if column in figures else ""

    head = "".join(f"<th{kind(column)}>{escape(title)}</th>" for column, title in enumerate(titles))
    body = "".join(
        "<tr>" + "".join(f"<td{kind(column)}>{cell}</td>" for column, cell in enumerate(row)) + "</tr>" for row in rows
    )
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>"
