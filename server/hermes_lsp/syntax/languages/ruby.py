"""Ruby."""

from __future__ import annotations

from collections.abc import Sequence

from ..language import Imported, ImportEntry, ImportForms, Language, StringForms
from ..tree import Node, Tree
from ._parts import in_field, text

_METHODS = ("require", "require_relative")


def read_import(node: Node) -> tuple[ImportEntry, ...] | None:
    """What a ``require`` of a fixed text loads; nothing tells which names that defines."""
    method, arguments = in_field(node, "method"), in_field(node, "arguments")
    if method is None or text(method) not in _METHODS or len(node.children) != 2 or arguments is None:
        return None
    said = [child for child in arguments.children if child.named]
    if len(said) != 1 or said[0].kind != "string" or any(part.kind == "interpolation" for part in said[0].children):
        return None
    form = "relative" if text(method) == _METHODS[1] else ""
    return (ImportEntry(Imported(text(said[0])[1:-1], "", "", form), node),)


def import_statement(names: Sequence[Imported], tree: Tree) -> str:
    """One line a file, with the quotes that the file uses."""
    source = text(tree.root)
    quote = '"' if source.count('"') > source.count("'") else "'"
    return "\n".join(f"{_METHODS[bool(name.form)]} {quote}{name.module}{quote}" for name in names)


FORMS = ImportForms(
    read_import,
    import_statement,
    lambda imported: imported.module,
    local=lambda imported: "",
    also=frozenset({"call"}),
    rank=lambda imported: (int(bool(imported.form)), imported.module),
)


_COMPOUND = frozenset(
    {
        "binary",
        "unary",
        "conditional",
        "assignment",
        "operator_assignment",
        "range",
        "lambda",
        "yield",
        "if_modifier",
        "unless_modifier",
        "while_modifier",
        "until_modifier",
        "rescue_modifier",
    }
)
_NOT_EXPRESSIONS = frozenset(
    {
        "string_content",
        "bare_string",
        "bare_symbol",
        "escape_sequence",
        "interpolation",
        "regex",
        "subshell",
        "hash_key_symbol",
        "block_parameters",
        "method_parameters",
        "lambda_parameters",
        "exceptions",
        "exception_variable",
        "then",
        "else",
        "elsif",
        "ensure",
        "rescue",
        "when",
        "do",
        "pattern",
        "superclass",
    }
)

LANGUAGES = (
    Language(
        id="ruby",
        grammar=("tree_sitter_ruby", "language"),
        extensions=frozenset({".rb", ".rake", ".gemspec", ".ru"}),
        filenames=frozenset({"Rakefile", "Gemfile", "Vagrantfile"}),
        interpreters=frozenset({"ruby"}),
        main_guard=rb"^if\s+__FILE__\s*==\s*\$",
        line_comment="#",
        stopgaps=rb"\s*(?:(?:binding\.(?:pry|irb)|byebug|debugger)\s*$|(?:fit|fdescribe|fcontext) ['\"])",
        import_forms=FORMS,
        not_expressions=_NOT_EXPRESSIONS,
        compound=_COMPOUND,
        parenthesized="parenthesized_statements",
        statement_list=frozenset({"program", "body_statement", "block_body", "then", "parenthesized_statements"}),
        blocks_have_values=True,
        keywords_as_names=frozenset({"self", "nil", "true", "false", "super"}),
        displays=frozenset({"array", "hash", "lambda", "string_array", "symbol_array"}),
        strings=StringForms(
            literals=frozenset({"string"}),
            joined=frozenset({"chained_string"}),
            interpolation="interpolation",
            opening="#{",
            closing="}",
            quote='"',
            verbatim=frozenset({"'"}),
            chain=("binary", "+"),
        ),
    ),
)
