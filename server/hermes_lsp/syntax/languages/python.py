"""Python."""

from __future__ import annotations

import ast
import re
import warnings

from ..language import Imported, ImportForms, Language, StringForms


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


_FROM = re.compile(r"from\s+([.\w]+)\s+import\s+(.+)$", re.DOTALL)
_IMPORT = re.compile(r"import\s+(.+)$", re.DOTALL)
_NAME = re.compile(r"([\w.]+|\*)(?:\s+as\s+(\w+))?$")


def imported_names(statement: str) -> tuple[Imported, ...] | None:
    """What an import statement brings in; None if it is written in a way that we do not read."""
    text = re.sub(r"#[^\n]*", "", statement)
    text = re.sub(r"[()\\]", " ", text).strip()
    module = ""
    if match := _FROM.match(text):
        module, listed = match[1], match[2]
    elif match := _IMPORT.match(text):
        listed = match[1]
    else:
        return None
    found = []
    for part in (part.strip() for part in listed.split(",")):
        if not part:
            continue
        named = _NAME.match(part)
        if named is None:
            return None
        found.append(Imported(module, named[1], named[2] or "") if module else Imported(named[1], "", named[2] or ""))
    return tuple(found)


def import_statement(imported: Imported) -> str:
    """The statement that brings in one name."""
    alias = f" as {imported.alias}" if imported.alias else ""
    if imported.name:
        return f"from {imported.module} import {imported.name}{alias}"
    return f"import {imported.module}{alias}"


LANGUAGES = (
    Language(
        id="python",
        grammar=("tree_sitter_python", "language"),
        extensions=frozenset({".py", ".pyi", ".pyw"}),
        interpreters=frozenset({"python", "python2", "python3"}),
        line_comment="#",
        indentation_is_syntax=True,
        imports=frozenset({"import_statement", "import_from_statement", "future_import_statement"}),
        syntax_error=syntax_error,
        meaning=meaning,
        import_forms=ImportForms(imported_names, import_statement, lambda imported: imported.module == "__future__"),
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
        leaves=frozenset({"string_content"}),
        suppressions=("noqa", "type: ignore", "pyright: ignore", "pylint: disable", "nosec"),
    ),
)
