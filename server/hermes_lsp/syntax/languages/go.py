"""Go."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..language import Imported, ImportEntry, ImportForms, Language
from ..tree import Node, Tree
from ._parts import in_field, of_kind, text


def read_import(node: Node) -> tuple[ImportEntry, ...] | None:
    """What an ``import`` brings in, alone or in parentheses."""
    holder = of_kind(node, "import_spec_list") or node
    found: list[ImportEntry] = []
    for spec in (child for child in holder.children if child.kind == "import_spec"):
        path, name = in_field(spec, "path"), in_field(spec, "name")
        if path is None:
            return None
        found.append(ImportEntry(Imported(text(path)[1:-1], "", text(name) if name is not None else ""), spec))
    return tuple(found)


def import_element(imported: Imported) -> str:
    """A line between the parentheses."""
    return f'{imported.alias} "{imported.module}"' if imported.alias else f'"{imported.module}"'


def import_statement(names: Sequence[Imported], tree: Tree) -> str:
    """An ``import`` of its own."""
    return "\n".join(f"import {import_element(name)}" for name in names)


def local_name(imported: Imported) -> str:
    """The package's name, which is by custom the last part of its path, versions aside."""
    if imported.alias:
        return "" if imported.alias in ("_", ".") else imported.alias
    parts = [part for part in imported.module.split("/") if not re.fullmatch(r"v\d+", part)]
    name = re.sub(r"\.v\d+$", "", parts[-1]) if parts else ""
    return name if name.isidentifier() and name != "C" else ""


FORMS = ImportForms(
    read_import,
    import_statement,
    import_element,
    local=local_name,
    shares=lambda one, two: "C" not in (one.module, two.module),
    lists=frozenset({"import_spec_list"}),
    separator="",
    rank=lambda imported: (int("." in imported.module.partition("/")[0]), imported.module),
    not_uses=frozenset({("package_clause", "")}),
    opening=frozenset({"package_clause"}),
)


LANGUAGES = (
    Language(
        id="go",
        grammar=("tree_sitter_go", "language"),
        extensions=frozenset({".go"}),
        mains=frozenset({"main"}),
        line_comment="//",
        stopgaps=rb"\s*spew\.Dump\(",
        imports=frozenset({"import_declaration"}),
        import_forms=FORMS,
        not_expressions=frozenset(
            {
                "escape_sequence",
                "expression_list",
                "literal_value",
                "literal_element",
                "keyed_element",
                "statement_list",
                "dot",
            }
        ),
        compound=frozenset({"binary_expression", "unary_expression", "func_literal"}),
        statement_list=frozenset({"block", "statement_list", "source_file"}),
        keywords_as_names=frozenset({"nil", "true", "false", "iota"}),
        singletons=frozenset({"nil", "true", "false", "iota"}),
        displays=frozenset({"composite_literal", "func_literal"}),
    ),
)
