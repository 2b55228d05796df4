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


@dataclass(frozen=True, slots=True)
class StringForms:
    """How a language writes strings, in terms of its grammar's node kinds.

    Attributes:
        literals: One string between its quotes.
        joined: Several, side by side, that are one.
        interpolation: A gap in a string that holds an expression; empty where there is none.
        opening, closing: What stands around the expression.
        prefix: What a string with gaps begins with, before its quote.
        dropped: Letters of a prefix that say nothing, and that a string with gaps cannot have.
        gapless: Letters of a prefix whose strings have no gaps at all.
        quote: The quote that strings with gaps have; empty where any will do.
        verbatim: Quotes between which a backslash is one.
        laid_out: Behind the expression in a gap may stand how its value is laid out.
        chain: An operation that may join strings, and its operator.
        keyword: An argument given by its name.
        several: What gives an operator that fills gaps several values at once.
        regex: A regular expression of its own syntax; empty where there is none.
        regex_of: Given the source text between the quotes of a string (and its quote), the source text between the
            slashes of the regular expression that the string's value is; None where it cannot be said.
    """

    literals: frozenset[str] = frozenset({"string", "string_literal", "interpreted_string_literal"})
    joined: frozenset[str] = frozenset()
    interpolation: str = ""
    opening: str = ""
    closing: str = ""
    prefix: str = ""
    dropped: str = ""
    gapless: str = ""
    quote: str = ""
    verbatim: frozenset[str] = frozenset()
    laid_out: bool = False
    chain: tuple[str, str] = ("binary_expression", "+")
    keyword: str = ""
    several: frozenset[str] = frozenset()
    regex: str = ""
    regex_of: Callable[[str, str], str | None] | None = field(default=None, compare=False)


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
        syntax_error: The language's own parser, where there is one at hand: given a whole module or one top-level
            statement as bytes, a message if it does not parse, else None.
        meaning: Given a text, a form of it that is equal for texts that mean the same (white space, quotes, redundant
            parentheses do not count); None if it does not parse.
        import_forms: How imports are read and written.
        not_expressions: Kinds that may not take the place of an arbitrary expression, besides those whose names say so
            (statements, clauses, argument lists, splats).
        compound: Kinds of expressions that need parentheses where an operand stands.
        logical: Operators between conditions, each of which holds or not by itself.
        parenthesized: Kind of an expression in parentheses.
        transparent_parentheses: Parentheses around an expression change nothing, anywhere.
        statement_list: Kinds whose children are statements.
        keywords_as_names: Named kinds whose text is fixed.
        suppressions: What comments that silence a checker contain.
        dollar_names: Variables begin with ``$``.
        strings: How strings are written.
        leaves: Kinds whose children do not make up their text, so that they are best taken as a whole.
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
    syntax_error: Callable[[bytes], str | None] | None = field(default=None, compare=False)
    meaning: Callable[[bytes], str | None] | None = field(default=None, compare=False)
    import_forms: ImportForms | None = field(default=None, compare=False)
    not_expressions: frozenset[str] = frozenset()
    compound: frozenset[str] = frozenset(_COMPOUND)
    logical: frozenset[bytes] = frozenset({b"or", b"and", b"||", b"&&"})
    parenthesized: str = "parenthesized_expression"
    transparent_parentheses: bool = False
    statement_list: frozenset[str] = frozenset({"block", "statement_block", "program", "module"})
    keywords_as_names: frozenset[str] = frozenset(
        {"none", "true", "false", "null", "undefined", "this", "self", "super"}
    )
    suppressions: tuple[str, ...] = ()
    dollar_names: bool = False
    strings: StringForms = field(default_factory=StringForms)
    leaves: frozenset[str] = frozenset()

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
