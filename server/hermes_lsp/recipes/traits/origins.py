"""Traits of names: where they come from, how they are made, and where else they are used."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hermes_lsp.core.text import Span
from hermes_lsp.syntax.scopes import CannotRename, is_known
from hermes_lsp.syntax.tree import Node

from ..calls import declares
from ..imports import is_import, local_name
from ..recipe import Token
from .calls import KEYWORDS, LISTS
from .view import View, inside

MAKER = " is made by "
ORIGIN = " comes from "
_NAME = re.compile(rb"[A-Za-z_$][\w$]*")


def origins(view: View) -> Iterator[str]:
    """Where a name that is replaced is imported from."""
    if view.query.language.import_forms is None:
        return
    origins = {local_name(view.query.language, imported): imported for imported in view.query.imported}
    for name in view.roles.leaves:
        for node in view.match.nodes.get(name, ()):
            origin = origins.get(node.text.decode("utf-8", "replace"))
            if origin is not None and not node.children and not any(is_import(each) for each in node.ancestors()):
                yield f"{name}{ORIGIN}{origin.module.partition('.')[0]}"


def makers(view: View) -> Iterator[str]:
    """How the file makes what a name stands for, where it calls something for it at the top level."""
    for name in view.roles.holes:
        for node in view.match.nodes.get(name, ()):
            if node.children or not _NAME.fullmatch(node.text):
                continue
            source = node.tree.source
            if b"\n" + node.text not in source and not source.startswith(node.text):
                continue
            made = re.compile(rb"^" + re.escape(node.text) + rb"\s*=\s*[\w.]+\(", re.MULTILINE)
            found = made.search(source)
            if found is None:
                continue
            listed = node.tree.smallest(Span(found.end() - 1, found.end())).parent
            if listed is not None and listed.kind.endswith(LISTS):
                named = [child for child in listed.children if child.kind.endswith(KEYWORDS)]
                keywords = [child.children[0].key.decode() for child in named]
                maker = found[0].strip(b" (").rpartition(b"=")[2].rpartition(b".")[2].strip().decode("utf-8", "replace")
                count = sum(child.named for child in listed.children)
                yield f"{name}{MAKER}{maker} with {', '.join([str(count), *sorted(keywords)])}"
                if named:
                    goes = any(child.children[-1].text in edit.text for child in named for edit in view.edits)
                    yield f"{name} is made with what is {'' if goes else 'not '}written as well"


def used_elsewhere(view: View) -> Iterator[str]:
    """Names that the fix takes away and that their function goes on to use."""
    if view.declared:
        return
    spans = [Span(edit.start, edit.end) for edit in view.edits]
    for name, item in view.roles.leaves.items():
        for node in view.match.nodes.get(name, ()):
            if node.children or not _NAME.fullmatch(node.text) or "identifier" not in node.kind:
                continue
            if isinstance(item, Token) and not declares(node):
                continue
            word = re.compile(rb"(?<![\w$.])" + re.escape(node.text) + rb"(?![\w$])")
            if any(word.search(edit.text) for edit in view.edits):
                continue
            if _is_used(node.text, _scope(node), spans):
                yield f"{name} is used elsewhere"


def declared_inside(view: View) -> Iterator[str]:
    """Whether what is thrown away declares a name that is used elsewhere."""
    if view.declared:
        return
    spans = [Span(edit.start, edit.end) for edit in view.edits]
    for name in view.roles.dropped:
        for node in view.match.nodes.get(name, ()):
            declared = {leaf.text for leaf in inside(node) if _is_declared(leaf)}
            scope = _scope(node)
            if any(_is_used(word, scope, spans) for word in declared if not any(word in e.text for e in view.edits)):
                yield f"{name} declares a name that is used elsewhere"


def _is_declared(leaf: Node) -> bool:
    if leaf.children or not leaf.named or not _NAME.fullmatch(leaf.text):
        return False
    return declares(leaf) or "pattern" in leaf.kind or (leaf.parent is not None and "pattern" in leaf.parent.kind)


def _is_used(word: bytes, scope: Node, spans: Sequence[Span]) -> bool:
    """True if the word stands in the scope, outside of some spans."""
    found = re.compile(rb"(?<![\w$.])" + re.escape(word) + rb"(?![\w$])").finditer(
        scope.tree.source, scope.start, scope.end
    )
    return any(not any(span.start <= each.start() and each.end() <= span.end for span in spans) for each in found)


def renamings(view: View) -> Iterator[str]:
    """Whether the new name, underscores at its ends aside, means something around the place already."""
    for node in view.match.nodes.get(view.declared, ()):
        new = next((edit.text for edit in view.edits if edit.start == node.start), b"").strip(b"_")
        try:
            known = is_known(node, new.decode("utf-8", "replace")) if new else False
        except CannotRename:
            known = True
        yield f"{view.declared} becomes a name that is {'known' if known else 'free'}"


def _scope(node: Node) -> Node:
    last = node
    for last in node.ancestors():
        if any(part in last.kind for part in ("function", "method", "lambda")) and last.children:
            return last
    return last
