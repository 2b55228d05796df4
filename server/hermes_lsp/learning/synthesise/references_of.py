"""Names of modules that a fix writes, brought to one form: the name alone, whichever way the file refers to it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hermes_lsp.core.text import Span, TextEdit, apply_edits
from hermes_lsp.recipes.imports import bound_names, local_name
from hermes_lsp.recipes.references import BY_MODULE, BY_NAME, NEVER
from hermes_lsp.syntax.language import Imported
from hermes_lsp.syntax.tree import Tree, parse

from .imports_of import ImportChange


def symbols_of(
    tree: Tree,
    after: Tree,
    added: Sequence[Imported],
    before: Span,
    behind: Span,
    pieces: Sequence[bytes],
) -> tuple[Tree, dict[str, Imported]]:
    """The tree after a fix with names that it writes through their module written alone; and names with their origin.

    Args:
        before: What the fix changes in the text before.
        behind: What that became.
        pieces: What the message quotes; what it spells out stays as it is.
    """
    forms = tree.language.import_forms
    if forms is None or not forms.members:
        return after, {}
    names = dict(bound_names(tree)) | {local_name(tree.language, name): name for name in added}
    symbols = {
        local: name for local, name in names.items() if name.name and not name.alias and name.name not in ("*", "")
    }
    old, new = tree.source[before.start : before.end], after.source[behind.start : behind.end]
    spelled = b" ".join(piece for piece in pieces if piece in new)
    edits: list[TextEdit] = []
    for local, module in names.items():
        if module.name or "." in module.module or _has_word(old, local) or _has_word(spelled, local):
            continue
        for match in re.finditer(rb"(?<![\w.])" + re.escape(local.encode()) + rb"\.([^\W\d]\w*)", new):
            member = match[1].decode("utf-8", "replace")
            if _has_word(old, member) or symbols.get(member, names.get(member)) not in (
                None,
                Imported(module.module, member),
            ):
                continue
            span = Span(behind.start + match.start(), behind.start + match.end())
            node = after.smallest(span)
            if node.span == span and len(node.children) == 3:
                symbols[member] = Imported(module.module, member)
                edits.append(TextEdit(span, member))
    return (parse(tree.language, apply_edits(after.source, edits)) if edits else after), symbols


def common_symbols(all_symbols: Sequence[Mapping[str, Imported]], names: Sequence[str]) -> dict[str, Imported]:
    """Those of some names that come from the same module in all cases."""
    found: dict[str, Imported] = {}
    for name in names:
        origins = {symbols.get(name) for symbols in all_symbols}
        origin = origins.pop()
        if not origins and origin is not None:
            found[name] = origin
    return found


def ways_in(symbol: Imported, changes: Sequence[ImportChange]) -> set[str]:
    """How the cases brought the name in, where it was not there: by itself or with its module."""
    ways: set[str] = set()
    for change in changes:
        if Imported(symbol.module) in change.added:
            ways.add(BY_MODULE)
        elif symbol in change.added and not any(symbol in new and old for old, new in change.extended):
            ways.add(BY_NAME)
    return ways or {NEVER}


def brings(symbol: Imported) -> set[Imported]:
    """What may be imported for a name to be there."""
    return {symbol, Imported(symbol.module)}


def _has_word(text: bytes, word: str) -> bool:
    return re.search(rb"(?<!\w)" + re.escape(word.encode()) + rb"(?!\w)", text) is not None
