"""What the rest of the house may know about a language. One instance a file in ``languages/``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple


class Imported(NamedTuple):
    """One name brought in by an import statement.

    Attributes:
        module: As the statement spells it, with leading dots where it is relative.
        name: The name taken from the module; empty where the module itself is imported.
        alias: What it is called here, where that is not its own name.
    """

    module: str
    name: str = ""
    alias: str = ""


@dataclass(frozen=True, slots=True)
class ImportForms:
    """How a language writes imports, for languages whose recipes may add or remove them.

    Attributes:
        names: What one import statement (its text) brings in, or None if that cannot be told.
        statement: The statement that brings in one name.
        first: True for an import that must stand before all others.
    """

    names: Callable[[str], tuple[Imported, ...] | None]
    statement: Callable[[Imported], str]
    first: Callable[[Imported], bool] = lambda imported: False


_NEVER_EXPRESSIONS = (
    "statement",
    "declaration",
    "definition",
    "clause",
    "block",
    "body",
    "arguments",
    "argument_list",
    "parameters",
    "parameter_list",
    "argument",
    "splat",
    "spread_element",
    "pair",
    "annotation",
    "declarator",
    "item",
    "heredoc",
    "comment",
)
_COMPOUND = (
    "binary_expression",
    "unary_expression",
    "ternary_expression",
    "conditional_expression",
    "assignment_expression",
    "update_expression",
    "await_expression",
    "yield_expression",
    "as_expression",
    "lambda_expression",
    "arrow_function",
    "closure_expression",
    "range_expression",
    "cast_expression",
    "reference_expression",
    "new_expression",
    "sequence_expression",
    "function_expression",
    "object",
)


@dataclass(frozen=True, slots=True)
class Language:
    """Facts about one language, in terms of its tree-sitter grammar's node kinds.

    Attributes:
        id: LSP language id.
        family: Languages of one family share their node kinds, so that what was learned in one holds in the others;
            empty for a language of its own.
        grammar: Module of the grammar's wheel and the function in it that returns the language.
        aliases: Other LSP language ids that editors use for it.
        extensions: File name endings, with the dot, lower-case.
        filenames: Whole file names.
        interpreters: Programs of a ``#!`` line.
        comments: Kinds of comment nodes.
        line_comment: What starts a comment that runs to the end of the line; empty where there is none.
        indentation_is_syntax: Blocks are made by indentation.
        imports: Kinds of top-level import statements.
        exports: Kinds of statements that alone give a definition to other files; empty where all definitions are given.
        syntax_error: The language's own parser, where there is one at hand: given a whole module or one top-level
            statement as bytes, a message if it does not parse, else None.
        meaning: Given a text, a form of it that is equal for texts that mean the same (white space, quotes, redundant
            parentheses do not count); None if it does not parse.
        import_forms: How imports are read and written.
        not_expressions: Kinds that may not take the place of an arbitrary expression, besides those whose names say so
            (statements, clauses, argument lists, splats).
        compound: Kinds of expressions that need parentheses where an operand stands.
        parenthesized: Kind of an expression in parentheses.
        transparent_parentheses: Parentheses around an expression change nothing, anywhere.
        statement_list: Kinds whose children are statements.
        keywords_as_names: Named kinds whose text is fixed.
        suppressions: What comments that silence a checker contain.
        dollar_names: Variables begin with ``$``.
    """

    id: str
    grammar: tuple[str, str]
    family: str = ""
    aliases: tuple[str, ...] = ()
    extensions: frozenset[str] = frozenset()
    filenames: frozenset[str] = frozenset()
    interpreters: frozenset[str] = frozenset()
    comments: frozenset[str] = frozenset({"comment"})
    line_comment: str = ""
    indentation_is_syntax: bool = False
    imports: frozenset[str] = frozenset()
    exports: frozenset[str] = frozenset()
    syntax_error: Callable[[bytes], str | None] | None = field(default=None, compare=False)
    meaning: Callable[[bytes], str | None] | None = field(default=None, compare=False)
    import_forms: ImportForms | None = field(default=None, compare=False)
    not_expressions: frozenset[str] = frozenset()
    compound: frozenset[str] = frozenset(_COMPOUND)
    parenthesized: str = "parenthesized_expression"
    transparent_parentheses: bool = False
    statement_list: frozenset[str] = frozenset({"block", "statement_block", "program", "module"})
    keywords_as_names: frozenset[str] = frozenset(
        {"none", "true", "false", "null", "undefined", "this", "self", "super"}
    )
    suppressions: tuple[str, ...] = ()
    dollar_names: bool = False

    @staticmethod
    def is_verbatim(kind: str) -> bool:
        """True for kinds inside of which white space at the start of a line is content."""
        return "string" in kind or "heredoc" in kind or "template" in kind

    def is_kin(self, other: Language) -> bool:
        """True for the language itself and those of its family."""
        return self.id == other.id or bool(self.family and self.family == other.family)

    def is_expression(self, kind: str) -> bool:
        """True for a named kind that may stand wherever another expression stood."""
        return kind not in self.not_expressions and not kind.endswith(_NEVER_EXPRESSIONS)
