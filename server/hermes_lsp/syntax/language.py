"""What the rest of the house may know about a language. One instance a file in ``languages/``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from .scope_forms import ScopeForms

if TYPE_CHECKING:
    from .tree import Node, Tree


class Imported(NamedTuple):
    """One name brought in by an import statement.

    Attributes:
        module: As the statement spells it, with leading dots where it is relative.
        name: The name taken from the module; empty where the module itself is imported, ``*`` for all of its names.
        alias: What it is called here, where that is not its own name.
        form: How it is brought in, where the language has several ways; empty for the usual one.
    """

    module: str
    name: str = ""
    alias: str = ""
    form: str = ""


class ImportEntry(NamedTuple):
    """What is brought in, and the node that says so: one element of a list, or what stands in for one."""

    imported: Imported
    node: Node


def bound_name(imported: Imported) -> str:
    """The name that an import binds where the language has no rule of its own; empty if it binds none."""
    return "" if imported.name == "*" and not imported.alias else imported.alias or imported.name or imported.module


@dataclass(frozen=True, slots=True)
class ImportForms:
    """How a language writes imports, for languages whose recipes may add or remove them.

    Attributes:
        read: What one import statement brings in, in order; None if that cannot be told.
        statement: The statement that brings in names of one module in one way, in the style of the file; empty where
            the file cannot have it.
        element: One name as it stands in a list.
        local: The name that is bound, as the code uses it; empty if none is.
        shares: True if the second may be put into the list in which the first stands.
        lists: Kinds of nodes that are lists of imports, to which others may be added.
        separator: What stands between the elements of a list; a line end where each has a line of its own.
        also: Kinds of statements that are imports if ``read`` can read them.
        rank: Group and place of an import in a file that sorts its imports, and whether names of a list are sorted
            likewise; None where there is no such custom.
        not_uses: Fields of kinds in which a name is not that of an import.
        names_in_string: True if a string (its node) uses the name.
        opening: Kinds of nodes that must stay before all imports.
    """

    read: Callable[[Node], tuple[ImportEntry, ...] | None]
    statement: Callable[[Sequence[Imported], Tree], str]
    element: Callable[[Imported], str]
    local: Callable[[Imported], str] = bound_name
    shares: Callable[[Imported, Imported], bool] = lambda one, two: False
    lists: frozenset[str] = frozenset()
    separator: str = ","
    also: frozenset[str] = frozenset()
    rank: Callable[[Imported], tuple[int, str]] | None = None
    not_uses: frozenset[tuple[str, str]] = frozenset()
    names_in_string: Callable[[Node, str], bool] = lambda node, name: False
    opening: frozenset[str] = frozenset()


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


_DISPLAYS = (
    "object",
    "array",
    "list",
    "dictionary",
    "hash",
    "set",
    "lambda",
    "function_expression",
    "arrow_function",
    "class",
    "closure_expression",
    "jsx_element",
    "jsx_self_closing_element",
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
        declarative: It holds data, markup or style, and nothing that is executed.
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
        no_operands: Kinds of expressions that the grammar takes for operands, and the language only in parentheses.
        empty_elements: Kinds of lists whose elements may be left out, so that two commas stand side by side.
        logical: Operators between conditions, each of which holds or not by itself.
        parenthesized: Kind of an expression in parentheses.
        transparent_parentheses: Parentheses around an expression change nothing, anywhere.
        statement_list: Kinds whose children are statements.
        empty_block: The statement that stands in a block without any, where the syntax asks for one.
        blocks_have_values: The last expression of a block is its value.
        keywords_as_names: Named kinds whose text is fixed.
        singletons: Kinds of values of which there is one, so that they are not an expression like any other.
        displays: Kinds of values that are written out or defined on the spot: what is right for a name is often wrong
            for these.
        suppressions: What comments that silence a checker contain.
        dollar_names: Variables begin with ``$``.
        strings: How strings are written.
        scopes: How names are declared that hold in a part of a file; None where we cannot tell.
        mains: Names of the function in which a program begins.
        main_guard: What stands in a text, as a regular expression, that does something only where it is started itself.
        stopgaps: What a person puts in for a while and takes out again: stops for a debugger, tests that run alone; a
            regular expression for the beginning of a line.
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
    declarative: bool = False
    imports: frozenset[str] = frozenset()
    exports: frozenset[str] = frozenset()
    syntax_error: Callable[[bytes], str | None] | None = field(default=None, compare=False)
    meaning: Callable[[bytes], str | None] | None = field(default=None, compare=False)
    import_forms: ImportForms | None = field(default=None, compare=False)
    not_expressions: frozenset[str] = frozenset()
    compound: frozenset[str] = frozenset(_COMPOUND)
    no_operands: frozenset[str] = frozenset()
    empty_elements: frozenset[str] = frozenset()
    logical: frozenset[bytes] = frozenset({b"or", b"and", b"||", b"&&"})
    parenthesized: str = "parenthesized_expression"
    transparent_parentheses: bool = False
    statement_list: frozenset[str] = frozenset({"block", "statement_block", "program", "module"})
    empty_block: str = ""
    blocks_have_values: bool = False
    keywords_as_names: frozenset[str] = frozenset(
        {"none", "true", "false", "null", "undefined", "this", "self", "super"}
    )
    singletons: frozenset[str] = frozenset({"none", "true", "false", "null", "nil", "undefined"})
    displays: frozenset[str] = frozenset(_DISPLAYS)
    suppressions: tuple[str, ...] = ()
    dollar_names: bool = False
    strings: StringForms = field(default_factory=StringForms)
    scopes: ScopeForms | None = field(default=None, compare=False)
    mains: frozenset[str] = frozenset()
    main_guard: bytes = b""
    stopgaps: bytes = b""
    leaves: frozenset[str] = frozenset()

    @staticmethod
    def is_verbatim(kind: str) -> bool:
        """True for kinds inside of which white space at the start of a line is content."""
        return "string" in kind or "heredoc" in kind or "template" in kind

    def parenthesizes(self, kind: str) -> bool:
        """True for kinds that are an expression, a type or a pattern in parentheses."""
        return kind == self.parenthesized or kind.startswith("parenthesized_")

    def is_kin(self, other: Language) -> bool:
        """True for the language itself and those of its family."""
        return self.id == other.id or bool(self.family and self.family == other.family)

    def is_expression(self, kind: str) -> bool:
        """True for a named kind that may stand wherever another expression stood."""
        return kind not in self.not_expressions and not kind.endswith(_NEVER_EXPRESSIONS)
