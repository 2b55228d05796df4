"""Where an import goes: the place of a new statement, and the place in a list."""

from __future__ import annotations

from collections.abc import Sequence

from hermes_lsp.syntax.language import Imported, Language
from hermes_lsp.syntax.tree import Node, Tree

from .imports import is_import, names_of

PLACES = ("preceding", "last", "header", "start", "sorted", "first")
"""In the order in which they are believed where an example fits several."""


def place_index(tree: Tree, place: str, before: int, wanted: Imported) -> int:
    """Index of the top-level statement after which a new import goes; -1 for the very start.

    Args:
        before: Byte offset at which the name must be there.
    """
    children = tree.root.children
    imports = [child.index for child in children if is_import(child)]
    opening = _opening(tree)
    if not imports or place == "start":
        return opening
    if place == "sorted":
        found = _sorted_index(tree, imports, wanted)
        if found is not None:
            return found
        place = PLACES[0]
    if place == "preceding":
        earlier = [index for index in imports if children[index].start < before]
        return earlier[-1] if earlier else opening
    if place == "last":
        return imports[-1]
    if place == "first":
        return imports[0]
    return _header(children)[-1]


def slot(language: Language, names: Sequence[Imported], wanted: Imported, place: str) -> int:
    """Index in a list of imports at which a name is put: in order if it is to be sorted and the list is, else last."""
    forms = language.import_forms
    if place != "sorted" or forms is None or forms.rank is None:
        return len(names)
    group = forms.rank(wanted)[0]
    kin = [(at, forms.element(name)) for at, name in enumerate(names) if forms.rank(name)[0] == group]
    for order in _ORDERS:
        keys = [order(element) for _, element in kin]
        if kin and keys == sorted(keys):
            new = order(forms.element(wanted))
            return next((at for (at, _), key in zip(kin, keys, strict=True) if key > new), kin[-1][0] + 1)
    return len(names)


def _header(children: Sequence[Node]) -> list[int]:
    """Indices of the first run of imports."""
    found: list[int] = []
    for child in children:
        if is_import(child):
            found.append(child.index)
        elif found:
            break
    return found


def _sorted_index(tree: Tree, imports: Sequence[int], wanted: Imported) -> int | None:
    """Where sorted imports would have it; None if they are not sorted, or there is no such custom."""
    forms = tree.language.import_forms
    children = tree.root.children
    header = _header(children)
    if forms is None or forms.rank is None:
        return None
    ranks = []
    for index in header:
        names = names_of(children[index])
        if not names:
            return None
        ranks.append(forms.rank(names[0]))
    # Sorters differ in whether “import a” goes before all “from a import b”; the file tells.
    plain = [not (names_of(children[index]) or (wanted,))[0].name for index in header]
    by_form = [(rank[0], not first, rank[1].lower()) for rank, first in zip(ranks, plain, strict=True)]
    by_module = [(rank[0], False, rank[1].lower()) for rank in ranks]
    rank = forms.rank(wanted)
    for keys, new in (
        (by_form, (rank[0], bool(wanted.name), rank[1].lower())),
        (by_module, (rank[0], False, rank[1].lower())),
    ):
        if keys == sorted(keys):
            behind = [index for index, key in zip(header, keys, strict=True) if key <= new]
            return behind[-1] if behind else header[0] - 1
    return None


def _natural(text: str) -> tuple[int, str]:
    """Constants, then classes, then the rest: the order that the common sorters of imports keep by default."""
    if text.isupper() and len(text) > 1:
        return 0, text
    return (1 if text[:1].isupper() else 2), text


_ORDERS = (_natural, lambda text: (0, text), lambda text: (0, text.lower()))


def _opening(tree: Tree) -> int:
    """Index of the last statement that must stay before all imports, or -1."""
    forms = tree.language.import_forms
    found = -1
    for child in tree.root.children:
        if not (_is_text_alone(child) or (forms is not None and child.kind in forms.opening)):
            break
        found = child.index
    return found


def _is_text_alone(node: Node) -> bool:
    """True for a docstring or a directive."""
    while len(node.children) == 1 or (len(node.children) == 2 and node.children[1].kind == ";"):
        node = node.children[0]
    return "string" in node.kind
