"""Strings that change by their notation: which notation is read, which is written, and what fills the gaps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from hermes_lsp.recipes.compare import squeezed
from hermes_lsp.recipes.formats import is_listed, rewritten
from hermes_lsp.recipes.recipe import Copy, Hole, Item, Rest, Rewritten
from hermes_lsp.recipes.string_reading import literals_in
from hermes_lsp.syntax.language import StringForms
from hermes_lsp.syntax.tree import Node

from .anchors import common_anchor
from .plans import Capture, Plan, Request, Run, Sides

MAX_SOURCES = 12
MAX_TARGETS = 12
MAX_ARGUMENTS = 8
_FILLED = (*(("brace", "interpolated"), ("percent", "interpolated"), ("brace", "named"), ("between", "interpolated")),)
_KEPT = (("percent", "brace"), ("brace", "percent"))
_CHANGED = (
    *(*_KEPT, ("brace", "in-turn")),
    *(("interpolated", "percent"), ("interpolated", "in-turn"), ("chain", "interpolated"), ("plain", "regex")),
)
_FILLS = b"%"
_NAME, _ARGUMENTS = "text", "arguments"


@dataclass(frozen=True, slots=True)
class _Found:
    """How a string of one case is made."""

    source: Node
    target: tuple[Node, ...]
    arguments: tuple[Node, ...] | None
    reads: str
    writes: str

    @property
    def form(self) -> tuple[str, str, bool]:
        return self.reads, self.writes, self.arguments is not None


def rewritings(request: Request) -> list[Plan]:
    """The first explanation of a string that holds in all cases; none if there is none."""
    forms = request.cases[0].language.strings
    known = [sides.remembered("notations", _explanations) for sides in request.sides()]
    for candidate in known[0]:
        found = [next((other for other in mine if other.form == candidate.form), None) for mine in known]
        if all(found):
            return _plans(request, [each for each in found if each is not None], forms)
    return []


def _plans(request: Request, found: Sequence[_Found], forms: StringForms) -> list[Plan]:
    first = found[0]
    kinds = frozenset(each.source.kind for each in found)
    if kinds & (forms.literals | forms.joined):
        language = request.cases[0].language
        kinds = forms.literals | forms.joined
        kinds |= {language.parenthesized} if language.transparent_parentheses else set()
    anchor = common_anchor([each.source for each in found], request.cases)
    captures = [Capture(tuple((each.source,) for each in found), Hole(_NAME, kinds, anchor, exact_kinds=True))]
    if first.arguments is not None:
        runs = tuple(each.arguments or () for each in found)
        captures.append(Capture(runs, _filling(runs)))
    part = Rewritten(_NAME, first.reads, first.writes, _ARGUMENTS if first.arguments is not None else "")
    plans = [Plan(tuple(captures), tuple(each.target for each in found), part, weight=3)]
    if first.arguments is not None and first.writes != "interpolated":
        kept = [_kept(request.afters[index], each) for index, each in enumerate(found)]
        if all(kept):
            plans.append(Plan(tuple(captures), tuple(run for run in kept if run is not None), Copy(_ARGUMENTS)))
    behind = [_behind(each) for each in found]
    if first.arguments is None and all(behind):
        listed = Rewritten(_NAME, first.reads, "arguments")
        plans.append(Plan(tuple(captures), tuple(run for run in behind if run is not None), listed))
    return plans


def _filling(runs: Sequence[Run]) -> Item:
    alone = all(len(run) == 1 and not is_listed(run[0]) for run in runs)
    return Hole(_ARGUMENTS, frozenset(run[0].kind for run in runs)) if alone else Rest(_ARGUMENTS)


def _explanations(sides: Sides) -> list[_Found]:
    """All that explains a string of one case, that explains the first of them first."""
    forms = sides.case.language.strings
    sources, targets = list(_strings(sides.before, forms, chains=True)), list(_targets(sides.after, forms))
    there, then = {source.key for source in sources}, {run[0].key for run in targets if len(run) == 1}
    changed = [source for source in sources if source.key not in then][:MAX_SOURCES]
    staying = [source for source in sources if source.key in then and _is_filled_by_operator(source)][:MAX_SOURCES]
    if not changed and not staying:
        return []
    fillings = list(_fillings(sides.before))[:MAX_ARGUMENTS]
    found: list[_Found] = []
    for target in targets[:MAX_TARGETS]:
        wanted = squeezed(_text(target))
        stays = len(target) == 1 and target[0].key in there
        for source in staying if stays else changed:
            for reads, writes, arguments in _ways_to_stay(source) if stays else _ways(source, fillings):
                text = rewritten((source,), arguments, reads, writes)
                if text is not None and squeezed(text.encode()) == wanted:
                    found.append(_Found(source, target, arguments, reads, writes))
    return found


def _is_filled_by_operator(source: Node) -> bool:
    siblings = source.parent.children if source.parent is not None else ()
    return source.index == 0 and len(siblings) == 3 and siblings[1].text == _FILLS


_Way: TypeAlias = tuple[str, str, tuple[Node, ...] | None]


def _ways(source: Node, fillings: Sequence[tuple[Node, ...]]) -> Iterator[_Way]:
    node = source
    while node.parent is not None and len(node.parent.children) == 1:
        node = node.parent
    siblings = node.parent.children if node.parent is not None and is_listed(node) else ()
    beside = [tuple(siblings[node.index + 2 : -1])] if len(siblings) > node.index + 3 else []
    for reads, writes in (*_FILLED, *_KEPT):
        for arguments in (*fillings, *beside):
            if not _holds(arguments, source):
                yield reads, writes, arguments
    for reads, writes in _CHANGED:
        yield reads, writes, None


def _ways_to_stay(source: Node) -> Iterator[_Way]:
    """A string whose gaps an operator filled, and that is left with its gaps: what filled them must still fit."""
    right = source.parent.children[2:] if source.parent is not None else ()
    for arguments in _fillings(right):
        yield "percent", "percent", arguments
    yield "percent", "percent", tuple(right)


def _strings(run: Run, forms: StringForms, *, chains: bool) -> Iterator[Node]:
    """Strings that are not part of others, strings side by side as one, and operations that may join some."""
    stack = list(reversed(run))
    while stack:
        node = stack.pop()
        if chains and node.kind == forms.chain[0]:
            outer = node.parent
            if outer is None or outer.kind != node.kind:
                yield node
        if node.kind in forms.joined or node.kind in forms.literals:
            if literals_in(node, forms):
                yield node
            continue
        stack.extend(reversed(node.children))


def _targets(run: Run, forms: StringForms) -> Iterator[tuple[Node, ...]]:
    for node in _strings(run, forms, chains=False):
        yield (node,)
    if forms.regex:
        for top in run:
            for node in top.walk():
                if node.kind == forms.regex and len(node.children) >= 3:
                    yield tuple(node.children[:3])


def _fillings(run: Run) -> Iterator[tuple[Node, ...]]:
    """Lists between brackets, and what stands to the right of the operator that fills gaps."""
    for top in run:
        for node in top.walk():
            children = node.children
            if len(children) > 2 and (children[0].text, children[-1].text) in ((b"(", b")"), (b"[", b"]")):
                yield tuple(children[1:-1])
            elif len(children) == 3 and children[1].text == _FILLS and children[2].named:
                yield (children[2],)


def _holds(arguments: Sequence[Node], source: Node) -> bool:
    return arguments[0].start <= source.start and source.end <= arguments[-1].end


def _kept(after: Run, found: _Found) -> tuple[Node, ...] | None:
    """Where what fills the gaps stands after, the separator behind the last aside."""
    wanted = [node.key for node in found.arguments or ()]
    if wanted[-1:] == [b","]:
        wanted.pop()
    for run in (after, *(node.children for top in after for node in top.walk())):
        keys = [child.key for child in run]
        for start in range(len(keys) - len(wanted) + 1):
            if keys[start : start + len(wanted)] == wanted:
                end = start + len(wanted)
                end += len(wanted) < len(found.arguments or ()) and keys[end : end + 1] == [b","]
                return tuple(run[start:end])
    return None


def _behind(found: _Found) -> tuple[Node, ...] | None:
    """The siblings behind the new string, if they are what fills its gaps."""
    (*_, last) = found.target
    if last.parent is None:
        return None
    text = rewritten((found.source,), None, found.reads, "arguments")
    siblings = last.parent.children
    if text is None or last.index + 2 >= len(siblings):
        return None
    wanted = squeezed(text.encode())
    for end in range(last.index + 3, len(siblings) + 1):
        run = tuple(siblings[last.index + 2 : end])
        if squeezed(_text(run)) == wanted:
            return run
    return None


def _text(run: Run) -> bytes:
    return run[0].tree.source[run[0].start : run[-1].end]
