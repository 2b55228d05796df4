"""Python."""

from __future__ import annotations

import ast
import builtins
import sys
import warnings
from collections.abc import Sequence

from ..language import Imported, ImportEntry, ImportForms, Language, StringForms
from ..scope_forms import Extent, ScopeForms
from ..tree import Node, Tree


def syntax_error(source: bytes) -> str | None:
    """The message of CPython's own parser, or None.

    The parser is that of the Python that runs us: syntax newer than it is reported as an error, so callers compare
    with the text before the edit.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return str(error)
    return None


def meaning(source: bytes) -> str | None:
    """The dump of CPython's own tree, or None where there is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.dump(ast.parse(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def imported_names(statement: Node) -> tuple[ImportEntry, ...] | None:
    """What an import statement brings in; None if it has an error."""
    module = "__future__" if statement.kind == "future_import_statement" else ""
    found: list[ImportEntry] = []
    for child in statement.children:
        if child.is_error:
            return None
        if child.field == "module_name":
            module = _dotted(child)
        elif child.kind == "wildcard_import":
            found.append(ImportEntry(Imported(module, "*"), child))
        elif child.field == "name":
            parts = {part.field: _dotted(part) for part in child.children} if child.kind == "aliased_import" else {}
            name, alias = parts.get("name") or _dotted(child), parts.get("alias", "")
            found.append(ImportEntry(Imported(module, name, alias) if module else Imported(name, "", alias), child))
    return tuple(found)


def _dotted(node: Node) -> str:
    return b"".join(node.text.split()).decode("utf-8", "replace")


def import_element(imported: Imported) -> str:
    """A name as it stands in a list of imports."""
    alias = f" as {imported.alias}" if imported.alias else ""
    return f"{imported.name or imported.module}{alias}"


def import_statement(names: Sequence[Imported], tree: Tree) -> str:
    """The statement that brings in names of one module."""
    listed = ", ".join(map(import_element, names))
    return f"from {names[0].module} import {listed}" if names[0].name else f"import {listed}"


def shares_a_list(one: Imported, two: Imported) -> bool:
    """True for names of one module."""
    return bool(one.name and two.name) and one.module == two.module and "*" not in (one.name, two.name)


def import_rank(imported: Imported) -> tuple[int, str]:
    """The customary groups: ``__future__``, the standard library, what is installed, what is relative."""
    top = imported.module.partition(".")[0]
    if imported.module == "__future__":
        return 0, ""
    if not top:
        return 3, imported.module
    return 1 if top in sys.stdlib_module_names else 2, imported.module


def names_in_string(node: Node, name: str) -> bool:
    """True for an annotation in quotes, and for a string that is the name and no more (as in ``__all__``)."""
    text = node.text.decode("utf-8", "replace")
    if text.strip("\"'") == name:
        return True
    return any(ancestor.kind == "type" for ancestor in node.ancestors())


_NOT_VARIABLES = frozenset({("attribute", "attribute"), ("keyword_argument", "name")})
_IMPORTS = frozenset({"import_statement", "import_from_statement", "future_import_statement"})

_SCOPES = ScopeForms(
    names=frozenset({"identifier"}),
    members=_NOT_VARIABLES,
    binders={
        ("assignment", "left"): Extent.FUNCTION,
        ("augmented_assignment", "left"): Extent.FUNCTION,
        ("named_expression", "name"): Extent.FUNCTION,
        ("for_statement", "left"): Extent.FUNCTION,
        ("for_in_clause", "left"): Extent.FUNCTION,
        ("as_pattern", "alias"): Extent.FUNCTION,
        ("parameters", ""): Extent.FUNCTION,
        ("lambda_parameters", ""): Extent.FUNCTION,
        ("function_definition", "name"): Extent.OUTSIDE,
        ("class_definition", "name"): Extent.OUTSIDE,
    },
    patterns=frozenset(
        {
            ("pattern_list", ""),
            ("tuple", ""),
            ("tuple_pattern", ""),
            ("list_pattern", ""),
            ("list_splat_pattern", ""),
            ("dictionary_splat_pattern", ""),
            ("as_pattern_target", ""),
            ("typed_parameter", ""),
            ("default_parameter", "name"),
            ("typed_default_parameter", "name"),
        }
    ),
    functions=frozenset(
        {
            "function_definition",
            "lambda",
            "list_comprehension",
            "set_comprehension",
            "dictionary_comprehension",
            "generator_expression",
        }
    ),
    classes=frozenset({"class_definition"}),
    foreign=_IMPORTS | {"global_statement", "nonlocal_statement"},
    builtins=frozenset(dir(builtins)),
)

LANGUAGES = (
    Language(
        id="python",
        grammar=("tree_sitter_python", "language"),
        extensions=frozenset({".py", ".pyi", ".pyw"}),
        interpreters=frozenset({"python", "python2", "python3"}),
        line_comment="#",
        indentation_is_syntax=True,
        main_guard=rb"^if\s+__name__\s*==",
        stopgaps=rb"\s*(?:breakpoint\(\)|import (?:i?pdb|pudb)\b|(?:.*; *)?i?pdb\.set_trace\(\))",
        empty_block="pass",
        imports=_IMPORTS,
        syntax_error=syntax_error,
        meaning=meaning,
        import_forms=ImportForms(
            imported_names,
            import_statement,
            import_element,
            shares=shares_a_list,
            lists=frozenset({"import_from_statement", "future_import_statement"}),
            rank=import_rank,
            not_uses=_NOT_VARIABLES,
            names_in_string=names_in_string,
        ),
        not_expressions=frozenset(
            {
                "string_start",
                "string_content",
                "string_end",
                "identifier_list",
                "keyword_argument",
                "list_splat",
                "dictionary_splat",
                "generator_expression",
                "for_in_clause",
                "if_clause",
                "as_pattern_target",
                "with_item",
                "type",
                "interpolation",
                "string",
                "expression_list",
                "pattern_list",
            }
        ),
        compound=frozenset(
            {
                "binary_operator",
                "boolean_operator",
                "comparison_operator",
                "not_operator",
                "conditional_expression",
                "lambda",
                "unary_operator",
                "await",
                "named_expression",
                "generator_expression",
                "concatenated_string",
                "yield",
            }
        ),
        transparent_parentheses=True,
        strings=StringForms(
            literals=frozenset({"string"}),
            joined=frozenset({"concatenated_string"}),
            interpolation="interpolation",
            opening="{",
            closing="}",
            prefix="f",
            dropped="uU",
            gapless="bB",
            laid_out=True,
            chain=("binary_operator", "+"),
            keyword="keyword_argument",
            several=frozenset({"tuple", "dictionary"}),
        ),
        scopes=_SCOPES,
        leaves=frozenset({"string_content"}),
        suppressions=("noqa", "type: ignore", "pyright: ignore", "pylint: disable", "nosec"),
    ),
)
