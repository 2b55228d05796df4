"""A document as observers see it: nodes by kind from one pass, the role of the file, and a few ways to look at text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from hermes_lsp.syntax.document import Document
from hermes_lsp.syntax.kinds import nodes_by_kind
from hermes_lsp.syntax.language import Language

if TYPE_CHECKING:
    import tree_sitter

CODE, TESTS, EXTRAS = "code", "tests", "extras"

OF_TESTS = frozenset({"assertions", "test-layout"})
"""Kinds of conventions that say nothing of other code."""

_TEST_FOLDERS = frozenset({"test", "tests", "testing", "__tests__", "spec", "specs", "unittests", "integration_tests"})
_EXTRA_FOLDERS = frozenset(
    {"doc", "docs", "example", "examples", "sample", "samples", "demo", "demos", "bench", "benchmark", "benchmarks"}
    | {"script", "scripts", "tool", "tools", "docs_src", "tutorials", "contrib", "ci", "devtools", "extra", "extras"}
)
_TEST_FILE = re.compile(r"(test_.*|.*_tests?|conftest)\.\w+$|.*[.-](test|spec)\.\w+$|.*Tests?\.(java|cs|php)$")


class Page:
    """One document while observers look at it.

    Attributes:
        kinds: The kinds that will be asked for; nodes of other kinds are not found.
        language: Family of the document's language, or its id where it has none.
        role: ``code``, ``tests`` or ``extras``.
    """

    def __init__(self, document: Document, kinds: frozenset[str]) -> None:
        self.document = document
        self.path = document.path
        self.source = document.source
        self.kinds = kinds
        self.language = language_name(document.language)
        self.role = role_of(document.path)

    def nodes(self, *kinds: str) -> Iterator[tree_sitter.Node]:
        """Nodes of these kinds, kind after kind, each in the order of the text.

        Raises:
            UnsupportedLanguage, TextTooLarge, NotText: as :attr:`Document.tree`.
        """
        for kind in kinds:
            if kind not in self.kinds:
                raise KeyError(f"an observer asks for nodes of kind {kind} that it did not declare")
            yield from self._by_kind.get(kind, ())

    @cached_property
    def _by_kind(self) -> dict[str, list[tree_sitter.Node]]:
        return nodes_by_kind(self.document.tree, self.kinds)

    def text(self, node: tree_sitter.Node | None) -> str:
        return self.source[node.start_byte : node.end_byte].decode("utf-8", "replace") if node is not None else ""

    def line(self, offset: int) -> int:
        """Zero-based line of a byte offset."""
        return self.document.lines.line_of(offset)

    def line_text(self, line: int) -> bytes:
        lines = self.document.lines
        return self.source[lines.line_start(line) : lines.line_end(line)]

    def indent_of(self, offset: int) -> bytes:
        """White space that the line of an offset begins with."""
        line = self.line_text(self.line(offset))
        return line[: len(line) - len(line.lstrip(b" \t"))]


def language_name(language: Language) -> str:
    """What conventions are counted by: languages of one family are written in one way."""
    return language.family or language.id


@lru_cache(maxsize=4096)
def role_of(path: str) -> str:
    """What a file is for, by its path."""
    *folders, name = path.lower().split("/")
    if _TEST_FOLDERS.intersection(folders) or _TEST_FILE.match(path.rpartition("/")[2]):
        return TESTS
    return EXTRAS if _EXTRA_FOLDERS.intersection(folders) or name == "setup.py" else CODE
