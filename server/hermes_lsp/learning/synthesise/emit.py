"""Templates: how each new text is made of what the pattern has matched, the message, and constants."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hermes_lsp.recipes import strings
from hermes_lsp.recipes.calls import declares
from hermes_lsp.recipes.layout import indentation, relative_lines, unit_of
from hermes_lsp.recipes.recipe import Around, Copy, Derived, Part, Piece, Site, Text
from hermes_lsp.recipes.symbols import MEMBER_FIELDS, symbol_of
from hermes_lsp.syntax.tree import Node

from .constants import is_of_the_place
from .draft import Draft, Edge, NoRecipe, Split
from .forest import affix, comparable, is_identifier, is_word, join
from .generalise import Generaliser
from .parentheses import is_bare, operand_of, without_outer
from .plans import Plan, place_in
from .prepare import Case
from .surroundings import fields_around
from .white import folded, merged

_LONG_TEXT = 10


def sites_of(maker: Generaliser, draft: Draft) -> tuple[Site, ...]:
    """The sites of a pattern, with their templates.

    Raises:
        NoRecipe: if a text cannot be accounted for.
        Split: if a hole of the pattern must be made smaller first.
    """
    sites = tuple(_Emitter(maker, draft).site(edge) for edge in maker.edges)
    inserts = [bool(edge.after[0]) and not edge.before[0] for edge in maker.edges]
    draft.inserts = all(inserts)
    draft.inserts_some = any(inserts)
    return sites


def element_template(maker: Generaliser, draft: Draft, nodes: Sequence[Node]) -> tuple[Part, ...]:
    """The template of one node of each case.

    Raises:
        NoRecipe, Split: as :func:`sites_of`.
    """
    emitter = _Emitter(maker, draft)
    emitter.source = nodes[0].tree.source
    emitter.nodes(nodes)
    base, unit = indentation(emitter.source, nodes[0].start), unit_of(emitter.source, nodes[0].start)
    return merged(emitter.parts, base, unit)


class _Emitter:
    def __init__(self, maker: Generaliser, draft: Draft) -> None:
        self.maker = maker
        self.draft = draft
        self.cases: Sequence[Case] = maker.cases
        self.source = self.cases[0].after.source
        self.parts: list[Part] = []
        self.bases: list[str] = []

    def site(self, edge: Edge) -> Site:
        afters = edge.after
        if any(not run for run in edge.before) and any(run for run in edge.before):
            raise NoRecipe("something is put in here and replaced there")
        first = afters[0]
        self.bases = [
            indentation(case.tree.source, (run[0] if run else case.tree.smallest(case.subject.span)).start).decode()
            for case, run in zip(self.cases, edge.before, strict=True)
        ]
        if any(afters):
            if self.maker.loose:
                afters = without_outer(edge)
                self.draft.loosened = self.draft.loosened or afters != edge.after
            bounds = afters[0]
            self.forest(list(afters), bounds[0].start if bounds else 0, bounds[-1].end if bounds else 0)
        lead = trail = ""
        base = indentation(self.source, first[0].start) if first else b""
        unit = unit_of(self.source, first[0].start if first else 0)
        if not edge.before[0] and first:
            siblings, place = edge.parents[0].children, edge.spans[0].new
            if place.start > 0:
                lead = self._white(siblings[place.start - 1].end, first[0].start, base, unit)
            if place.stop < len(siblings):
                trail = self._white(first[-1].end, siblings[place.stop].start, base, unit)
        return Site(edge.items[0].name, edge.items[-1].name, merged(self.parts, base, unit), lead, trail)

    def _white(self, start: int, end: int, base: bytes, unit: bytes) -> str:
        return relative_lines(folded(self.source[start:end]).decode(), base, unit)

    # -- runs

    def forest(self, runs: Sequence[Sequence[Node]], start: int, end: int) -> None:
        """Runs of any lengths; ``start`` and ``end`` bound the text of the first case."""
        for plan in self.maker.plans:
            if (places := place_in(runs, plan.runs)) is not None:
                self._planned(plan, runs, places, start, end)
                return
        if len({len(run) for run in runs}) == 1:
            self.run(runs, start, end)
        else:
            self.uneven(runs)

    def _planned(self, plan: Plan, runs: Sequence[Sequence[Node]], places: Sequence[int], start: int, end: int) -> None:
        made = plan.runs[0]
        before = [run[:at] for run, at in zip(runs, places, strict=True)]
        after = [run[at + len(part) :] for run, at, part in zip(runs, places, plan.runs, strict=True)]
        if all(before):
            self.forest(before, start, before[0][-1].end)
            start = before[0][-1].end
        elif any(before):
            raise NoRecipe("what stands before a list differs")
        self._between(start, made[0].start)
        self.parts.append(plan.part)
        self.draft.add(plan.draft)
        if all(after):
            self._between(made[-1].end, after[0][0].start)
            self.forest(after, after[0][0].start, end)
        elif any(after):
            raise NoRecipe("what stands behind a list differs")
        else:
            self._between(made[-1].end, end)

    def run(self, runs: Sequence[Sequence[Node]], start: int, end: int) -> None:
        """Runs of equal length; ``start`` and ``end`` bound the text of the first case."""
        last = start
        at = 0
        while at < len(runs[0]):
            stop = self._rest_end(runs[0], at) if len(self.cases) == 1 else None
            node = runs[0][at]
            self._between(last, node.start)
            if stop is not None:
                self.parts.append(Copy(self.maker.rests[(join(runs[0][at:stop]),)]))
                last, at = runs[0][stop - 1].end, stop
            else:
                self.nodes([run[at] for run in runs])
                last, at = node.end, at + 1
        self._between(last, end)

    def _rest_end(self, nodes: Sequence[Node], at: int) -> int | None:
        for stop in range(len(nodes), at + 1, -1):
            if (join(nodes[at:stop]),) in self.maker.rests:
                return stop
        return None

    def _between(self, start: int, end: int) -> None:
        text = folded(self.source[start:end])
        if text:
            self.parts.append(Text(text.decode("utf-8", "replace")))

    def uneven(self, runs: Sequence[Sequence[Node]]) -> None:
        """Runs of different lengths: equal ends, and one rest of the pattern between them."""
        shortest = min(map(len, runs))
        for head in range(shortest + 1):
            for tail in range(shortest - head + 1):
                name = self.maker.rests.get(tuple(join(run[head : len(run) - tail]) for run in runs))
                if name is None:
                    continue
                saved = list(self.parts)
                try:
                    self._uneven(runs, head, tail, name)
                    return
                except NoRecipe:
                    self.parts = saved
        raise NoRecipe("lists of different lengths change in themselves")

    def _uneven(self, runs: Sequence[Sequence[Node]], head: int, tail: int, name: str) -> None:
        first = runs[0]
        middle = first[head : len(first) - tail]
        last: int | None = None
        for at in range(head):
            if last is not None:
                self._between(last, first[at].start)
            self.nodes([run[at] for run in runs])
            last = first[at].end
        if middle:
            if last is not None:
                self._between(last, middle[0].start)
            last = middle[-1].end
        self.parts.append(Copy(name))
        for at in range(tail):
            node = first[len(first) - tail + at]
            if last is not None:
                self._between(last, node.start)
            self.nodes([run[len(run) - tail + at] for run in runs])
            last = node.end

    # -- nodes

    def nodes(self, nodes: Sequence[Node]) -> None:
        """One node of each case after the fix."""
        first = nodes[0]
        keys = tuple(node.key for node in nodes)
        constant = len(set(keys)) == 1
        slots = self.maker.slots
        fits = keys in slots and all(comparable(node, self.maker.kinds.get(slots[keys], ())) for node in nodes)
        if fits and (first.children or is_word(first) or not constant):
            self.parts.append(Copy(slots[keys], bare=is_bare(nodes)))
            return
        if self._symbol(nodes) or self._parenthesized(nodes):
            return
        if len(nodes) == 1 and not first.children and self._single_leaf(first, keys):
            return
        if constant and not first.children:
            if is_word(first):
                if (len(nodes) > 1 or "identifier" in first.kind) and self._around(keys):
                    return
                if len(nodes) == 1 and self._changed_content(first):
                    return
                if len(nodes) == 1 and self._piece(keys):
                    self.draft.explained += 1
                    return
                self._constant(first)
            elif first.named:
                self.draft.new_keywords += 1
            self.parts.append(Text(first.text.decode("utf-8", "replace")))
            return
        if self._piece(keys):
            return
        same_kind = len({node.kind for node in nodes}) == 1
        if all(not node.children for node in nodes):
            self._differing_leaf(keys)
            return
        if not same_kind or not all(node.children for node in nodes):
            raise NoRecipe("what they become is of different kinds")
        self.forest([node.children for node in nodes], first.start, first.end)

    def _symbol(self, nodes: Sequence[Node]) -> bool:
        """A name that all files import from one place, whatever they call it."""
        found = {symbol_of(node, case.bound_after) for node, case in zip(nodes, self.cases, strict=True)}
        symbol = found.pop() if len(found) == 1 else None
        if symbol is None:
            return False
        words = [leaf.text for leaf in nodes[0].walk() if is_word(leaf)]
        if all(word in here.words for here in self.maker.contents for word in words):
            return False  # It stood there before: a hole is to bring it.
        # A module that is written is a constant as well: a message that names only the member does not tell of it.
        for word in (*words[:-1], symbol.path.rpartition(".")[2].encode()):
            self._account(word)
        self.parts.append(symbol)
        return True

    def _parenthesized(self, nodes: Sequence[Node]) -> bool:
        """Parentheses that are there for an operand's sake are left to the rendering."""
        inner = [operand_of(node) for node in nodes] if self.maker.loose else [None]
        name = self.maker.slots.get(tuple(node.key for node in inner if node is not None))
        if name is None or not all(inner):
            return False
        self.draft.loosened = True
        self.parts.append(Copy(name))
        return True

    def _single_leaf(self, node: Node, keys: tuple[bytes, ...]) -> bool:
        text, case, here = node.text, self.cases[0], self.maker.contents[0]
        if not node.named and not is_identifier(text) and len(text) > 1 and text in case.pieces:
            self.parts.append(Piece(case.pieces.index(text)))
            return True
        if is_word(node) and text not in here.words and text not in case.pieces:
            for word in sorted(here.words):
                if (len(word) > 2 or not is_identifier(text)) and (word,) in self.maker.slots and word not in here.kept:
                    made = affix(word, frozenset({text}))
                    # That a name got more letters says nothing of other names.
                    if made is not None and not (case.renaming and any(map(str.isalnum, "".join(made[1])))):
                        self.parts.append(Derived(Copy(self.maker.slots[(word,)]), *made))
                        return True
        return False

    def _changed_content(self, node: Node) -> bool:
        """A long text of a single case in which a word changes: the change is the lesson, not the text."""
        new = node.text.decode("utf-8", "replace")
        if len(new) < _LONG_TEXT or is_identifier(node.text):
            return False
        for word in sorted(self.maker.contents[0].words):
            old = word.decode("utf-8", "replace")
            if (word,) not in self.maker.slots or len(old) < _LONG_TEXT or word in self.maker.contents[0].kept:
                continue
            for function, arguments in reversed(list(strings.explanations(old, new))):
                small = function == "replaced" and arguments[0] and len(arguments[0]) * 2 < len(old)
                if small and strings.apply(function, arguments, old) == new:
                    arguments = self._laid_out(arguments)
                    self.parts.append(Derived(Copy(self.maker.slots[(word,)]), function, arguments))
                    return True
        return False

    def _piece(self, keys: Sequence[bytes]) -> bool:
        wanted = [_squeezed(key) for key in keys]
        if len(keys) == 1 and len(wanted[0]) <= 2:
            return False
        for index in range(min(len(case.pieces) for case in self.cases)):
            if all(_squeezed(case.pieces[index]) == text for case, text in zip(self.cases, wanted, strict=True)):
                # A word is only ever replaced by a word: what has dots or brackets is another case.
                words = all(is_identifier(case.pieces[index]) for case in self.cases)
                self.parts.append(Derived(Piece(index), "word") if words else Piece(index))
                return True
        return False

    def _around(self, keys: Sequence[bytes]) -> bool:
        found = [fields_around(case).get(key, []) for case, key in zip(self.cases, keys, strict=True)]
        for kind, field in found[0]:
            if all((kind, field) in each for each in found):
                self.parts.append(Around(kind, field))
                return True
        return False

    def _constant(self, node: Node) -> None:
        text = node.text
        maker = self.maker
        if is_identifier(text) and any(is_of_the_place(text, case) for case in self.cases):
            raise NoRecipe("it writes a name of the place where it was made")
        if maker.is_captured(text):
            raise NoRecipe("a text of the template lies inside of what is written anew")
        if all(text in each.words for each in maker.contents) and text not in maker.split:
            maker.split.add(text)
            raise Split
        if is_identifier(text) and "identifier" in node.kind and node.field not in MEMBER_FIELDS:
            self.draft.new_names[text] += 1
            if declares(node):
                self.draft.declared.add(text)
        self._account(text)

    def _account(self, text: bytes) -> None:
        """Whether something accounts for a constant."""
        bare = text.strip(b"'\"`")
        word = re.compile(rb"(?<![A-Za-z0-9_])" + re.escape(bare) + rb"(?![A-Za-z0-9_])")
        if bare and all(word.search(case.example.problem.message.encode()) for case in self.cases):
            self.draft.explained += 1
            self.draft.named_words.add(text)
        else:
            self.draft.unexplained += 1
            self.draft.unexplained_words += re.search(rb"[A-Za-z]{2}", bare) is not None

    def _differing_leaf(self, keys: tuple[bytes, ...]) -> None:
        maker = self.maker
        if (
            all(key in each.words for key, each in zip(keys, maker.contents, strict=True))
            and not set(keys) <= maker.split
        ):
            maker.split |= set(keys)
            raise Split
        if self._around(keys):
            return
        sources: list[tuple[tuple[bytes, ...], Copy | Piece]] = [
            (texts, Copy(name)) for texts, name in maker.slots.items() if all(texts)
        ]
        sources += [
            (tuple(case.pieces[index] for case in self.cases), Piece(index))
            for index in range(min(len(case.pieces) for case in self.cases))
        ]
        # Of the longer of two texts more must be left out: that it can be done here too is more of an accident.
        sources.sort(key=lambda each: len(each[0][0]))
        wanted = [key.decode("utf-8", "replace") for key in keys]
        for texts, source in sources:
            olds = [text.decode("utf-8", "replace") for text in texts]
            for function, arguments in strings.explanations(olds[0], wanted[0]):
                arguments = self._laid_out(arguments)
                if all(
                    strings.apply(function, arguments, old, base) == new
                    for old, new, base in zip(olds, wanted, self.bases or [""] * len(olds), strict=True)
                ):
                    self.parts.append(Derived(source, function, arguments))
                    return
        if self._table(sources, wanted):
            return
        raise NoRecipe("a text is not made of what was there")

    def _laid_out(self, arguments: tuple[str, ...]) -> tuple[str, ...]:
        """Indentation in a constant as that of the place, where it is the same in the first case."""
        base = self.bases[0] if self.bases else ""
        return tuple(argument.replace(f"\n{base}", strings.INDENTED) if base else argument for argument in arguments)

    def _table(self, sources: Sequence[tuple[tuple[bytes, ...], Copy | Piece]], wanted: Sequence[str]) -> bool:
        """A text that depends on an operator: a table of what it became, silent on what is not in it."""
        for texts, source in sources:
            olds = [text.decode("utf-8", "replace") for text in texts]
            pairs = dict(zip(olds, wanted, strict=True))
            known = len(set(olds)) > 1 and all(pairs[old] == new for old, new in zip(olds, wanted, strict=True))
            if any(map(str.isdigit, "".join(wanted))):
                continue
            if any(len(new) > _LONG_TEXT for new in wanted):
                continue
            if known and all(len(old) <= 3 and not any(map(str.isalnum, old)) for old in olds):
                flat = tuple(text for pair in sorted(pairs.items()) for text in pair)
                self.parts.append(Derived(source, "mapped", flat))
                return True
        return False


def _squeezed(text: bytes) -> bytes:
    return b"".join(text.split())
