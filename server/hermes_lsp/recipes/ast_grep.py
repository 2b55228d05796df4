"""Recipes said as rules of ast-grep, as plain data; or the reason why a recipe cannot be said so.

A rule of ast-grep changes one node and knows no problem, no message and no imports. So each site becomes a rule of its
own, whose target is a named node of that site; what else the pattern asks is said relative to the target: siblings by
``follows`` and ``precedes``, parents by ``inside``, children by ``has``. Anchors and the form of the message are left
out: whether the pattern alone decides must be tried on examples. Comments between the nodes of a pattern make a rule
silent. Source of the rule language: ast-grep.github.io/reference.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any, TypeAlias

from hermes_lsp.syntax.grammars import find_language, load_grammar

from .ast_grep_fix import CannotSay, FixWriter, fixed_text, literal
from .recipe import Anchor, Branch, Each, Gap, Guards, Hole, Item, Recipe, Rest, Site, Token, walk

Clause: TypeAlias = dict[str, Any]

MAX_CHARACTERS = 20_000
"""Of one rule; lengths of several runs multiply."""
_MANY = 4  # in Rest.lengths: four and more
_BRACKETS = r"^[()\[\]{},;:]$"
_SAID_GUARDS = frozenset({"bound", "unbound", "inside", "not_inside", "asked_by"})
_UNSAID_GUARDS = {"files": "it is for some files only", "fresh": "it asks which names are in use"}


def ast_grep_rules(recipe: Recipe, *, joint: str = " ") -> list[dict[str, Any]] | str:
    """The rules that say a recipe, one for each of its sites; or, in words, why it cannot be said.

    A rule is what stands in a rule file besides ``id``, ``language`` and ``message``: ``utils``, ``rule``,
    ``transform``, ``fix``. All rules of a recipe belong together.

    Args:
        joint: What stands between a token that changes and the named node beside it, which is then written anew.

    Raises:
        UnsupportedLanguage: if there is no grammar.
    """
    try:
        _refuse(recipe)
        rules = [_SiteRule(recipe, site, joint).written() for site in recipe.sites]
    except CannotSay as error:
        return str(error)
    if any(len(json.dumps(rule)) > MAX_CHARACTERS for rule in rules):
        return "the rule would be too long"
    return rules


def _refuse(recipe: Recipe) -> None:
    if recipe.imports or recipe.removes or not recipe.pattern:
        raise CannotSay("it adds imports")
    if recipe.renames:
        raise CannotSay("it renames a name wherever that is used")
    if any(isinstance(item, Hole) and item.piece >= 0 for item in walk(recipe.pattern)):
        raise CannotSay("it asks what the checker's message quotes")
    if not _says_a_word(_where_the_problem_lies(recipe.pattern)):
        raise CannotSay("only the problem's place says which code is meant")
    for each in fields(Guards):
        if each.name not in _SAID_GUARDS and getattr(recipe.guards, each.name):
            raise CannotSay(_UNSAID_GUARDS.get(each.name, f"it has a guard that a rule has no words for ({each.name})"))


def _where_the_problem_lies(pattern: tuple[Item, ...]) -> tuple[Item, ...]:
    """The smallest item that covers the problem, or all of them.

    What a recipe knows of the problem's own place through its anchors alone, a rule does not know at all: of a call's
    argument list it would take every one.
    """
    covering = [
        item for item in walk(pattern) if isinstance(item, (Token, Branch, Hole)) and item.anchor & Anchor.COVERS
    ]
    # Items that cover one place enclose each other, and the inner ones come later.
    return (covering[-1],) if covering else pattern


def _says_a_word(items: tuple[Item, ...]) -> bool:
    """True if a text is asked for that is more than brackets and separators."""
    return any(
        any(not re.fullmatch(rb"[()\[\]{},;:.]*", text) for text in item.texts)
        if isinstance(item, Token)
        else isinstance(item, Hole) and bool(item.like)
        for item in walk(items)
    )


class _SiteRule:
    """One site's rule in the making."""

    def __init__(self, recipe: Recipe, site: Site, joint: str) -> None:
        self.recipe = recipe
        self.site = site
        self.joint = joint
        self.language = find_language(recipe.language)
        self.grammar = load_grammar(self.language)
        self.fix = FixWriter(recipe)
        self.capturing = True
        self.asks_expression = False

    def written(self) -> dict[str, Any]:
        run, path = _place(self.recipe.pattern, self.site.first)
        names = [item.name for item in run]
        if self.site.last not in names:
            raise CannotSay("its ends are not in one run of siblings")
        first, last = names.index(self.site.first), names.index(self.site.last)
        for item in walk(self.recipe.pattern):
            if isinstance(item, Each):
                raise CannotSay("it looks at every element of a list")
            if isinstance(item, Hole) and item.same_as:
                self.fix.variable(item.same_as)
        text = self.fix.template(self.site.template)
        if isinstance(run[first], Gap):
            target, fix, expanded = self._inserted(run, first, text, bool(path))
        elif path and not self._has_target(run, first, last) and (edge := self._at_edge(run, first, last, path, text)):
            (_, run, target), *path = path
            fix, expanded = edge, {}
        else:
            target, fix, expanded = self._replaced(run, first, last, text, bool(path))
        clauses = [
            *self._below(run[target], narrow=True),
            *self._beside(run, target, bool(path), -1),
            *self._beside(run, target, bool(path), 1),
            *self._inside(path),
            *self._guards(path, run),
            *self.fix.around(),
        ]
        rule: dict[str, Any] = {}
        if self.asks_expression:
            rule["utils"] = {"expression": {"not": {"any": [{"kind": kind} for kind in self._never_expressions()]}}}
        rule["rule"] = _all_of(clauses)
        if self.fix.transform:
            rule["transform"] = self.fix.transform
        rule["fix"] = {"template": fix, **expanded} if expanded else fix
        return rule

    # -- what changes: the target, its new text, and how far the change goes beyond it

    def _replaced(self, run: Sequence[Item], first: int, last: int, text: str, closed: bool) -> _Change:
        targets = [at for at in range(first, last + 1) if self._can_be_target(run[at])]
        if targets:
            target = next((at for at in targets if not isinstance(run[at], Hole)), targets[0])
            return target, text, self._expanded(run, first, last, target, closed)
        # Only named nodes can be targets: the one beside a token is written again with it.
        if last + 1 < len(run) and self._can_be_target(run[last + 1]):
            fix = self.fix.joined(text, self.joint if text else "", self.fix.variable(run[last + 1].name))
            return last + 1, fix, self._expanded(run, first, last + 1, last + 1, closed)
        if first and self._can_be_target(run[first - 1]):
            fix = self.fix.joined(self.fix.variable(run[first - 1].name), self.joint if text else "", text)
            return first - 1, fix, self._expanded(run, first - 1, last, first - 1, closed)
        if any(isinstance(item, (Hole, Rest)) for item in run[first : last + 1]):
            raise CannotSay("what it changes may be of any kind, and a rule must say of which")
        raise CannotSay("it changes tokens that stand beside no named node")

    def _has_target(self, run: Sequence[Item], first: int, last: int) -> bool:
        return any(self._can_be_target(item) for item in run[first : last + 1])

    def _at_edge(self, run: Sequence[Item], first: int, last: int, path: _Path, text: str) -> str:
        """The parent's new text, if all that changes are the tokens at its start or end; empty if that is not so."""
        if len(self.recipe.sites) > 1:  # A second rule could not change what this one writes anew.
            return ""
        texts = [fixed_text(item) for item in run[first : last + 1] if not isinstance(item, Gap)]
        said = r"\s*".join(literal(each) for each in texts if each)
        if not all(texts):
            return ""
        parent = path[0][0]
        if last + 1 == len(run):
            return self.fix.joined(self.fix.without(parent, f"(?s)^(.*){said}$"), text)
        return self.fix.joined(text, self.fix.without(parent, f"(?s)^{said}(.*)$")) if first == 0 else ""

    def _inserted(self, run: Sequence[Item], gap: int, text: str, closed: bool) -> _Change:
        lead, trail = self.site.lead, self.site.trail
        before = gap > 0 and self._can_be_target(run[gap - 1])
        after = gap + 1 < len(run) and self._can_be_target(run[gap + 1])
        at_after = after and (not before or (bool(lead) and "\n" not in lead))
        if at_after:
            return gap + 1, self.fix.joined(text, trail, self.fix.variable(run[gap + 1].name)), {}
        if before:
            trailing = trail if not self.joint and gap + 1 < len(run) else ""
            return gap - 1, self.fix.joined(self.fix.variable(run[gap - 1].name), lead, text + trailing), {}
        raise CannotSay("it inserts beside no named node")

    def _can_be_target(self, item: Item) -> bool:
        if isinstance(item, Hole):
            return bool(item.kinds) and not item.operator and all(self._is(kind, named=True) for kind in item.kinds)
        return isinstance(item, Branch) or (isinstance(item, Token) and self._of_named(item))

    def _expanded(self, run: Sequence[Item], first: int, last: int, target: int, closed: bool) -> dict[str, Any]:
        self.capturing = False
        expanded: dict[str, Any] = {}
        if first < target:
            expanded["expandStart"] = self._end_of_change(run, first, target, closed, -1)
        if last > target:
            expanded["expandEnd"] = self._end_of_change(run, last, target, closed, 1)
        self.capturing = True
        return expanded

    def _end_of_change(self, run: Sequence[Item], end: int, target: int, closed: bool, step: int) -> Clause:
        if isinstance(run[end], (Rest, Gap)):
            return {"stopBy": "end", **_all_of([{"regex": ""}, *self._beside(run, end, closed, step)])}
        if abs(end - target) == 1:
            return _all_of(self._below(run[end]))
        beside = [clause for way in (-1, 1) for clause in self._beside(run, end, closed, way)]
        return {"stopBy": "end", **_all_of([*self._below(run[end]), *beside])}

    # -- the pattern

    def _below(self, item: Item, *, narrow: bool = False) -> list[Clause]:
        """What a node itself must be. ``narrow``: as a target, whose kinds must be given."""
        clauses: list[Clause] = []
        if isinstance(item, Token):
            if self._of_named(item):
                clauses.append({"kind": item.kind})
            if texts := [literal(text.decode("utf-8", "replace")) for text in item.texts]:
                clauses.append({"regex": f"^{texts[0]}$" if len(texts) == 1 else f"^(?:{'|'.join(texts)})$"})
        elif isinstance(item, Branch):
            clauses += [{"kind": item.kind}, *self._children(item.items)]
        elif isinstance(item, Hole):
            clauses += self._hole(item, narrow)
        if self.capturing:
            clauses += self.fix.captures(item)
        return clauses

    def _hole(self, hole: Hole, narrow: bool) -> Iterator[Clause]:
        if hole.operator:
            # Only named nodes are counted as children.
            yield from ({"not": {"regex": _BRACKETS}}, {"not": {"nthChild": "n"}})
        elif hole.kinds:
            widens = not hole.exact_kinds and all(self.language.is_expression(kind) for kind in hole.kinds)
            if widens and not narrow:
                self.asks_expression = True
                yield {"matches": "expression"}
            else:
                yield _any_of([clause for kind in sorted(hole.kinds) for clause in self._of_kind(kind, narrow)])
        if hole.like:
            yield {"regex": f"^(?:{hole.like})$"}

    def _of_kind(self, kind: str, narrow: bool) -> Iterator[Clause]:
        named = self._is(kind, named=True)
        if named:
            yield {"kind": kind}
        if self._is(kind, named=False) and not (named and narrow):
            yield {"regex": f"^{literal(kind)}$"}

    def _children(self, items: Sequence[Item]) -> list[Clause]:
        first = next((at for at, item in enumerate(items) if not isinstance(item, (Rest, Gap))), None)
        if first is None:
            if any(isinstance(item, Rest) and item.lengths for item in items):
                raise CannotSay("it counts children of which it knows nothing")
            return []
        child = self._below(items[first]) + self._beside(items, first, True, -1) + self._beside(items, first, True, 1)
        return [{"has": _all_of(child)}]

    def _inside(self, path: _Path) -> list[Clause]:
        if not path:
            return []
        (branch, run, at), *outer = path
        parent: list[Clause] = [{"kind": branch.kind}, *(self.fix.captures(branch) if self.capturing else ())]
        for step in (-1, 1):
            parent += self._beside(run, at, bool(outer), step)
        return [{"inside": _all_of([*parent, *self._inside(outer)])}]

    def _beside(self, run: Sequence[Item], at: int, closed: bool, step: int) -> list[Clause]:
        """What must stand on one side of an item. ``closed``: the run is all children of a node."""
        key = "precedes" if step > 0 else "follows"
        rests: list[Rest] = []
        at += step
        while 0 <= at < len(run) and isinstance(item := run[at], (Rest, Gap)):
            rests += [item] if isinstance(item, Rest) else []
            at += step
        beyond: list[Clause] | None = None
        if 0 <= at < len(run):
            beyond = [*self._below(run[at]), *self._beside(run, at, closed, step)]
        elif not closed:
            return []
        lengths = [rest.lengths for rest in rests if len(rest.lengths) <= _MANY and rest.lengths]
        if len(lengths) < len(rests):
            return [_related(key, beyond, far=True)] if beyond else []
        if len(lengths) > 1:
            raise CannotSay("two runs of counted length stand side by side")
        ways = [_distant(key, count, beyond) for count in sorted(lengths[0] if lengths else {0})]
        return [way] if (way := _any_of(ways)) else []

    def _guards(self, path: _Path, run: Sequence[Item]) -> Iterator[Clause]:
        guards = self.recipe.guards
        around = {branch.kind for branch, _, _ in path}
        if guards.inside and not guards.inside & around:
            yield {"inside": {"stopBy": "end", **_any_of([{"kind": kind} for kind in sorted(guards.inside)])}}
        if guards.not_inside:
            kinds = [{"kind": kind} for kind in sorted(guards.not_inside)]
            yield {"not": {"inside": {"stopBy": "end", **_any_of(kinds)}}}
        if guards.unbound:
            yield {"not": self._imports(guards.unbound)}
        for name in sorted(guards.bound):
            yield self._imports({name})

    def _imports(self, names: frozenset[str] | set[str]) -> Clause:
        """True where an import names one of the names."""
        statement = _any_of([{"kind": kind} for kind in sorted(self.language.imports) if self._is(kind, named=True)])
        if not statement:
            raise CannotSay("it asks what is imported")
        said = f"^(?:{'|'.join(literal(name) for name in sorted(names))})$"
        named = {**statement, "has": {"stopBy": "end", "regex": said}}
        return {"inside": {"stopBy": "end", "has": named}}

    def _of_named(self, token: Token) -> bool:
        """True for a named leaf; a token such as a keyword has the text of its kind, and so may a named leaf."""
        keyword = token.texts == (token.kind.encode(),) and self._is(token.kind, named=False)
        return self._is(token.kind, named=True) and not keyword

    def _is(self, kind: str, *, named: bool) -> bool:
        return self.grammar.id_for_node_kind(kind, named) is not None

    def _never_expressions(self) -> list[str]:
        grammar = self.grammar
        kinds = {
            kind
            for at in range(grammar.node_kind_count)
            if grammar.node_kind_is_named(at)
            and grammar.node_kind_is_visible(at)
            and (kind := grammar.node_kind_for_id(at))
        }
        return sorted(kind for kind in kinds if kind != "ERROR" and not self.language.is_expression(kind))


_Path: TypeAlias = Sequence[tuple[Branch, Sequence[Item], int]]
_Change: TypeAlias = tuple[int, str, dict[str, Any]]


def _place(pattern: Sequence[Item], name: str) -> tuple[Sequence[Item], _Path]:
    """The run that holds an item, and the branches around it, the innermost first, each with its run and place."""
    for at, item in enumerate(pattern):
        if item.name == name:
            return pattern, []
        if isinstance(item, Branch) and any(each.name == name for each in walk(item.items)):
            run, path = _place(item.items, name)
            return run, [*path, (item, pattern, at)]
    raise CannotSay("what it changes is not in its pattern")


def _all_of(clauses: Sequence[Clause]) -> Clause:
    keys = [key for clause in clauses for key in clause]
    if len(set(keys)) == len(keys):
        return {key: said for clause in clauses for key, said in clause.items()}
    return {"all": list(clauses)}


def _any_of(clauses: Sequence[Clause]) -> Clause:
    if len(clauses) == 1:
        return clauses[0]
    return {"any": list(clauses)} if clauses else {}


def _related(key: str, what: Sequence[Clause], *, far: bool = False) -> Clause:
    return {key: {**({"stopBy": "end"} if far else {}), **_all_of(what)}}


def _distant(key: str, count: int, beyond: list[Clause] | None) -> Clause:
    """So many siblings, then what is beyond them; or the end, if nothing is."""
    many = count >= _MANY
    if beyond is not None:
        clause = _related(key, beyond, far=many)
    elif many:
        clause, count = {key: {"regex": ""}}, count - 1
    else:
        clause = {"not": {key: {"regex": ""}}}
    for _ in range(count):
        clause = {key: clause}
    return clause
