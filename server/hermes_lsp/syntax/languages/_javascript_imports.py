"""Imports of JavaScript and TypeScript: ``import`` in all its forms, and ``require``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..language import Imported, ImportEntry, ImportForms, bound_name
from ..tree import Node, Tree
from ._parts import in_field, of_kind, text

_TYPE, _INLINE_TYPE, _REQUIRE, _IMPORT_REQUIRE = "type", "inline type", "require", "import require"
_WHOLE = ("", "*", "default")
_BUILT_IN = re.compile(
    r"(node:.*|assert|buffer|child_process|crypto|events|fs|http|https|net|os|path|process|querystring|readline|stream"
    r"|timers|tls|tty|url|util|v8|vm|worker_threads|zlib)(/.*)?"
)


def read_import(node: Node) -> tuple[ImportEntry, ...] | None:
    """What a statement brings in; None if it does more, or says it in a way that we do not read."""
    if any(child.is_error or "attribute" in child.kind for child in node.children):
        return None
    found = list(_imported(node) if node.kind == "import_statement" else _required(node))
    return None if any(entry is None for entry in found) else tuple(entry for entry in found if entry is not None)


def _imported(node: Node) -> Iterator[ImportEntry | None]:
    form = _TYPE if any(child.kind in ("type", "typeof") for child in node.children) else ""
    source, clause = in_field(node, "source"), of_kind(node, "import_clause")
    if source is None:
        yield from _import_required(node)
    elif clause is None:
        yield ImportEntry(Imported(_unquoted(source)), source)
    else:
        for child in clause.children:
            if child.kind == "identifier":
                yield ImportEntry(Imported(_unquoted(source), "default", text(child), form), child)
            elif child.kind == "namespace_import":
                yield ImportEntry(Imported(_unquoted(source), "*", text(child.children[-1]), form), child)
            elif child.kind == "named_imports":
                yield from (_specifier(each, _unquoted(source), form) for each in child.children if each.named)


def _specifier(node: Node, module: str, form: str) -> ImportEntry | None:
    fields = {child.field: text(child) for child in node.children}
    if any(child.kind == "type" for child in node.children):
        form = _INLINE_TYPE
    if node.kind != "import_specifier" or "name" not in fields:
        return None
    return ImportEntry(Imported(module, fields["name"] or "", fields.get("alias", ""), form), node)


def _import_required(node: Node) -> Iterator[ImportEntry | None]:
    """``import x = require("y")``."""
    clause = of_kind(node, "import_require_clause")
    source = in_field(clause, "source") if clause is not None else None
    if clause is None or source is None:
        yield None
    else:
        yield ImportEntry(Imported(_unquoted(source), "", text(clause.children[0]), _IMPORT_REQUIRE), clause)


def _required(node: Node) -> Iterator[ImportEntry | None]:
    """``const x = require("y")`` and ``const { a, b: c } = require("y")``."""
    for declarator in (child for child in node.children if child.kind == "variable_declarator"):
        fields = {child.field: child for child in declarator.children}
        module = _module_required(fields.get("value"))
        name = fields.get("name")
        if module is None or name is None:
            yield None
        elif name.kind == "identifier":
            yield ImportEntry(Imported(module, "", text(name), _REQUIRE), declarator)
        elif name.kind == "object_pattern":
            yield from (_property(child, module) for child in name.children if child.named)
        else:
            yield None


def _module_required(value: Node | None) -> str | None:
    if value is None or value.kind != "call_expression" or len(value.children) != 2:
        return None
    function, arguments = value.children
    inside = [child for child in arguments.children if child.named]
    if function.text != b"require" or len(inside) != 1 or inside[0].kind != "string":
        return None
    return _unquoted(inside[0])


def _property(node: Node, module: str) -> ImportEntry | None:
    if node.kind == "shorthand_property_identifier_pattern":
        return ImportEntry(Imported(module, text(node), "", _REQUIRE), node)
    if node.kind == "pair_pattern" and node.children[-1].kind == "identifier":
        return ImportEntry(Imported(module, text(node.children[0]), text(node.children[-1]), _REQUIRE), node)
    return None


def _unquoted(node: Node) -> str:
    return text(node)[1:-1]


def import_element(imported: Imported) -> str:
    """A name as it stands between braces."""
    if not imported.alias:
        return ("type " if imported.form == _INLINE_TYPE else "") + imported.name
    if imported.form == _REQUIRE:
        return f"{imported.name}: {imported.alias}"
    return ("type " if imported.form == _INLINE_TYPE else "") + f"{imported.name} as {imported.alias}"


def import_statement(names: Sequence[Imported], tree: Tree) -> str:
    """The statement for names of one module, with the quotes, semicolons and braces of the file."""
    first, style = names[0], _Style(tree)
    if (first.form == _REQUIRE) != style.requires or (len(names) > 1 and any(name.name in _WHOLE for name in names)):
        return ""
    source = f"{style.quote}{first.module}{style.quote}"
    listed = f"{{{style.space}{', '.join(map(import_element, names))}{style.space}}}"
    if first.form == _REQUIRE:
        return f"{style.keyword} {listed if first.name else first.alias} = require({source}){style.end}"
    if first.form == _IMPORT_REQUIRE:
        return f"import {first.alias} = require({source}){style.end}"
    if not first.name:
        return f"import {source}{style.end}"
    what = {"default": first.alias, "*": f"* as {first.alias}"}.get(first.name, listed)
    return f"import {'type ' if first.form == _TYPE else ''}{what} from {source}{style.end}"


class _Style:
    """How a file writes its imports, or its other code where it has none."""

    def __init__(self, tree: Tree) -> None:
        source = tree.source.decode("utf-8", "replace")
        imports = [node for node in tree.root.children if node.kind == "import_statement"]
        required = [
            node
            for node in tree.root.children
            if node.kind in ("lexical_declaration", "variable_declaration") and read_import(node)
        ]
        sample = "\n".join(text(node) for node in imports or required) or source
        self.requires = not imports and (bool(required) or "module.exports" in source or "\nexports." in source)
        self.quote = '"' if sample.count('"') > sample.count("'") else "'"
        lines = [line.rstrip() for line in sample.splitlines() if line.strip()]
        self.end = ";" if sum(line.endswith(";") for line in lines) * 4 >= len(lines) else ""
        self.space = "" if re.search(r"\{\w", sample) and "{ " not in sample else " "
        self.keyword = text(required[-1].children[0]) if required else "const"


def shares_a_list(one: Imported, two: Imported) -> bool:
    """True for names of one module that stand between one pair of braces."""
    values = ("", _INLINE_TYPE)
    alike = one.form == two.form or (one.form in values and two.form in values)
    return alike and one.module == two.module and one.name not in _WHOLE and two.name not in _WHOLE


def import_rank(imported: Imported) -> tuple[int, str]:
    """What comes with the runtime, what is installed, what lies above, what lies beside."""
    module = imported.module
    if module.startswith("."):
        return (2 if module.startswith("..") else 3), module
    return (0 if _BUILT_IN.fullmatch(module) else 1), module


FORMS = ImportForms(
    read_import,
    import_statement,
    import_element,
    local=lambda imported: imported.alias or ("" if imported.name in _WHOLE else bound_name(imported)),
    shares=shares_a_list,
    lists=frozenset({"named_imports", "object_pattern"}),
    also=frozenset({"lexical_declaration", "variable_declaration"}),
    rank=import_rank,
    opening=frozenset({"hash_bang_line"}),
)
