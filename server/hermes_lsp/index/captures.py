"""One pass of a language's query over a syntax tree, as lists of byte offsets."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from operator import attrgetter
from typing import TYPE_CHECKING

from hermes_lsp.syntax.grammars import load_grammar
from hermes_lsp.syntax.language import Language

from .generic import generic_query

if TYPE_CHECKING:
    import tree_sitter

Ranges = list[tuple[int, int]]
_ALSO = "; also:"
_START, _END, _RANGE = attrgetter("start_byte"), attrgetter("end_byte"), attrgetter("byte_range")


class Captures:
    """What the query found in one text. Offsets are bytes, sorted; the nodes come in no order."""

    __slots__ = ("_found",)

    def __init__(self, found: dict[str, list[tree_sitter.Node]]) -> None:
        self._found = found

    def nodes(self, name: str) -> list[tree_sitter.Node]:
        return self._found.get(name, [])

    def starts(self, name: str) -> list[int]:
        return sorted(map(_START, self._found.get(name, ())))

    def ends(self, name: str) -> list[int]:
        """By themselves; they fit :meth:`starts` one by one only where the ranges do not overlap."""
        return sorted(map(_END, self._found.get(name, ())))

    def ranges(self, name: str) -> Ranges:
        return sorted(map(_RANGE, self._found.get(name, ())))


def capture(language: Language, source: bytes) -> Captures:
    """Parse a text and run its language's query.

    Raises:
        UnsupportedLanguage: if its grammar cannot be loaded.
    """
    import tree_sitter

    parser, query = _tools(language)
    return Captures(tree_sitter.QueryCursor(query).captures(parser.parse(source).root_node))


@cache
def _tools(language: Language) -> tuple[tree_sitter.Parser, tree_sitter.Query]:
    import tree_sitter

    grammar = load_grammar(language)
    return tree_sitter.Parser(grammar), tree_sitter.Query(grammar, query_of(language, grammar))


def query_of(language: Language, grammar: tree_sitter.Language) -> str:
    """The text of the language's own query, or of one made from the node kinds of its grammar."""
    return _written(language.id) or generic_query(grammar)


def _written(name: str) -> str:
    """A query file, with those that its first line names: ``; also: NAME``."""
    file = files(__package__) / "queries" / f"{name}.scm"
    if not file.is_file():
        return ""
    text = file.read_text(encoding="utf-8")
    others = text.partition("\n")[0].partition(_ALSO)[2].split()
    return "\n".join([*map(_written, others), text])
