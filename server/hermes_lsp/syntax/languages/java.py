"""Java."""

from __future__ import annotations

from collections.abc import Sequence

from ..language import Imported, ImportEntry, ImportForms, Language
from ..tree import Node, Tree
from ._parts import of_kind, split_path, text


def read_import(node: Node) -> tuple[ImportEntry, ...] | None:
    """What an ``import`` brings in: a class, a static member, or all of a package."""
    path = of_kind(node, "scoped_identifier", "identifier")
    form = "static" if of_kind(node, "static") is not None else ""
    if path is None:
        return None
    if of_kind(node, "asterisk") is not None:
        return (ImportEntry(Imported(text(path), "*", "", form), path),)
    return (ImportEntry(Imported(*split_path(text(path), "."), "", form), path),)


def import_element(imported: Imported) -> str:
    """Its path."""
    return f"{imported.module}.{imported.name}" if imported.module else imported.name


def import_statement(names: Sequence[Imported], tree: Tree) -> str:
    """One statement a name."""
    return "\n".join(f"import {'static ' if name.form else ''}{import_element(name)};" for name in names)


FORMS = ImportForms(
    read_import,
    import_statement,
    import_element,
    rank=lambda imported: (int(bool(imported.form)), import_element(imported)),
    not_uses=frozenset({("field_access", "field")}),
    opening=frozenset({"package_declaration"}),
)


LANGUAGES = (
    Language(
        id="java",
        grammar=("tree_sitter_java", "language"),
        extensions=frozenset({".java"}),
        mains=frozenset({"main"}),
        comments=frozenset({"line_comment", "block_comment"}),
        line_comment="//",
        imports=frozenset({"import_declaration"}),
        import_forms=FORMS,
    ),
)
