"""What a single example's vanishing leaf is, where something tells that it is no constant."""

from __future__ import annotations

import re

from hermes_lsp.recipes.calls import is_called
from hermes_lsp.recipes.recipe import Anchor, Hole, Item, Token
from hermes_lsp.syntax.tree import Node

from .forest import Contents, affix, is_identifier, is_word
from .prepare import Case

_QUOTES = (b'"', b"'")


def single_constant(node: Node, anchor: Anchor, case: Case, here: Contents, *, keep_words: bool) -> Item | None:
    """The item for the leaf, still without a name; None for a constant."""
    if _is_quote(node):
        return _any_quote(node, anchor)
    if is_called(node):
        return None  # What is called is what the rule is about; one example cannot say what else it is about.
    text, kinds, word = node.text, frozenset({node.kind}), is_word(node)
    if word and len(text) > 1 and not keep_words and case.start <= node.start and node.end <= case.end:
        for index, piece in enumerate(case.pieces):
            if piece == text:
                return Hole("", kinds, anchor, piece=index)
    if case.renaming is not None and not keep_words and case.renaming.new in case.pieces and "identifier" in node.kind:
        return Hole(
            "", kinds, anchor, exact_kinds=True
        )  # Where the message says the new name, the old one does not matter.
    if word and text not in here.kept and is_identifier(text) and here.words[text] > 1 and "identifier" in node.kind:
        return Hole("", kinds, anchor)
    if text not in here.kept and is_identifier(text) and len(text) > 2 and affix(text, here.new_words):
        return Hole("", kinds, anchor)
    if word and not is_identifier(text) and text not in here.kept and affix(text, here.new_words):
        return Hole("", kinds, anchor, exact_kinds=True)
    if not node.named and not is_identifier(text) and text + b"=" in case.pieces and text + b"=" in here.kept:
        return Hole("", frozenset(), anchor, operator=True)
    return None


def _is_quote(node: Node) -> bool:
    """True for one of the two quotes of a string without a prefix."""
    parent = node.parent
    return (
        node.text in _QUOTES
        and parent is not None
        and parent.kind in node.tree.language.strings.literals
        and (node.index == 0 or node.index == len(parent.children) - 1)
    )


def _any_quote(node: Node, anchor: Anchor) -> Token | Hole:
    """What matches the quote as well as the other one: which it is says nothing of the string."""
    if node.named:
        return Token("", node.kind, _QUOTES, anchor)
    return Hole("", frozenset(quote.decode() for quote in _QUOTES), anchor, exact_kinds=True)


def is_of_the_place(text: bytes, case: Case) -> bool:
    """True for a name of the file or of a folder in which a case is, however it is written."""
    names = case.example.problem.path.rpartition(".")[0].encode().split(b"/")
    return _plain(text) in {_plain(name) for name in names if len(name) > 2}


def _plain(name: bytes) -> bytes:
    return re.sub(rb"[\W_]", b"", name).lower()
