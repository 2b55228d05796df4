"""A map as Markdown with a Mermaid diagram. What comes from the repository stands as code, or is made plain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from hermes_lsp.core.markdown import code, on_one_line

from .facts import Dependency, Link, Map
from .where import Where
from .wording import counted, label_of, notes_on, on_what_runs_against, shown_arrows, shown_entries, title_of

DEPENDENCIES, CYCLES = 15, 8


def map_markdown(shown: Map) -> str:
    """The whole map."""
    return "\n".join(
        [
            f"# {_plain(title_of(shown))}",
            "",
            *(line for note in notes_on(shown) for line in (_plain(note), "")),
            *_diagram(shown),
            *_components(shown),
            *_dependencies(shown),
            *_cycles(shown),
            *_layers(shown),
            *_hot_spots(shown),
            *_entries(shown),
        ]
    ).rstrip()


def where_markdown(found: Where) -> str:
    """The answer to where something would go."""
    lines = [f"Partial: {_plain(found.partial)}", ""] if found.partial else []
    if not found.places:
        return "\n".join([*lines, "No file has a word of it."])
    lines += ["Components:", "", *(f"- {_code(name)} ({score:.2f})" for name, score in found.components)]
    lines += ["", "Files:", ""]
    for number, each in enumerate(found.places, 1):
        named = f"; defines {', '.join(map(_code, each.named))}" if each.named else ""
        lines.append(f"{number}. {_code(each.path)}: {_plain('; '.join(each.reasons))}{named}")
    if found.similar:
        lines += ["", "Similar commits:", ""]
        lines += [f"- {each.commit[:10]} ({each.on}) {_plain(each.subject)}" for each in found.similar]
    return "\n".join(lines)


def mermaid(shown: Map) -> Iterator[str]:
    """The lines of the diagram."""
    number = {component.name: f"c{place}" for place, component in enumerate(shown.components)}
    yield "graph TD"
    for component in shown.components:
        label = "".join(
            letter if letter.isalnum() or letter in " /.-_(),@" else f"#{ord(letter)};"
            for letter in label_of(shown, component.name)
        )
        yield f'  {number[component.name]}["{label}<br/>{counted(component.lines, "line")}"]'
    arrows, _ = shown_arrows(shown)
    for each in arrows:
        line = "-.->" if each.closes else "-->"
        yield f"  {number[each.source]} {line}|{each.count}| {number[each.target]}"


def _diagram(shown: Map) -> Iterator[str]:
    yield from ("```mermaid", *mermaid(shown), "```", "")
    left_out = shown_arrows(shown)[1]
    if left_out:
        yield f"Weaker dependencies that are not drawn: {left_out:,}."
        yield ""
    if against := on_what_runs_against(shown):
        yield from (against, "")


def _components(shown: Map) -> Iterator[str]:
    yield from ("## Components", "")
    rows = [
        (_code(each.name), f"{len(each.files):,}", f"{each.lines:,}", ", ".join(each.languages))
        for each in shown.components
    ]
    yield from _table(("component", "files", "lines", "languages"), rows)


def _dependencies(shown: Map) -> Iterator[str]:
    if not shown.dependencies:
        return
    yield from ("## Dependencies", "")
    for each in shown.dependencies[:DEPENDENCIES]:
        yield _dependency(each)
    if (more := len(shown.dependencies) - DEPENDENCIES) > 0:
        yield f"- and {more:,} weaker ones"
    yield ""


def _dependency(each: Dependency) -> str:
    links = "; ".join(_link(link) for link in each.strongest)
    sizes = f"{each.count:,} in {counted(each.links, 'pair')} of files"
    return f"- {_code(each.source)} → {_code(each.target)}: {sizes}, such as {links}"


def _link(link: Link) -> str:
    what = f"{_code(link.name)} of " if link.name else "of "
    return f"{_code(f'{link.source}:{link.line}')} {what}{_code(link.target)}"


def _cycles(shown: Map) -> Iterator[str]:
    yield from ("## Cycles", "")
    if not shown.cycles:
        yield from ("None between components.", "")
    for cycle in shown.cycles:
        members = ", ".join(map(_code, cycle.components))
        yield f"{len(cycle.components)} components need each other: {members}. Closed by:"
        yield ""
        for each in cycle.closing[:CYCLES]:
            yield _dependency(each)
        if (more := len(cycle.closing) - CYCLES) > 0:
            yield f"- and {more:,} weaker ones"
        yield ""


def _layers(shown: Map) -> Iterator[str]:
    if len(shown.layers) > 1:
        yield from ("## Layers, the top one first", "")
        for number, layer in enumerate(shown.layers, 1):
            yield f"{number}. {', '.join(map(_code, layer))}"
        yield ""
    if shown.apart:
        yield from (f"Alone: {', '.join(map(_code, shown.apart))}", "")


def _hot_spots(shown: Map) -> Iterator[str]:
    yield from ("## Hot spots: often changed, and not simple", "")
    if shown.history or not shown.hot_spots:
        yield from (_plain(shown.history or "No commit has changed these files."), "")
        return
    rows = [
        (_code(each.path), f"{each.heat:.2f}", f"{each.commits:,}", f"{each.lines:,}", f"{each.branches:,}")
        for each in shown.hot_spots
    ]
    yield from _table(("file", "heat", "commits", "lines", "branches"), rows)


def _entries(shown: Map) -> Iterator[str]:
    yield from ("## Entry points", "")
    entries, more = shown_entries(shown)
    if not entries:
        yield from ("None found.", "")
    for each in entries:
        place = f"{each.path}:{each.line}" if each.line else each.path
        yield f"- {_code(place)}: {_plain(each.why)}"
    if more:
        yield f"- and {more:,} more that nothing needs"


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(titles)} |"
    yield f"|{'|'.join(' --- ' for _ in titles)}|"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"
    yield ""


def _code(text: str) -> str:
    return code(on_one_line(text))


def _plain(text: str) -> str:
    """On one line, and nothing that Markdown or a host of repositories would act upon, such as a mention."""
    return on_one_line(text).replace("`", "'").replace("@", "@\u200b").replace("<", "&lt;")
