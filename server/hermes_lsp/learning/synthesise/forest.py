"""What one example keeps, loses and gains, looked up while patterns are made."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from hermes_lsp.recipes.numbers import spelling_that_makes
from hermes_lsp.recipes.prose import ways_between
from hermes_lsp.recipes.strings import explanations
from hermes_lsp.syntax.tree import Node

IDENTIFIER = re.compile(rb"[A-Za-z_$][\w$]*\Z")
_MAX_RUN_PARENT = 60


def is_word(node: Node) -> bool:
    """A named leaf whose text its kind does not fix: an identifier, a number, a piece of a string."""
    return (
        node.named
        and not node.children
        and node.kind.encode() != node.text.lower()
        and node.kind not in node.tree.language.keywords_as_names
    )


def is_identifier(text: bytes) -> bool:
    return IDENTIFIER.match(text) is not None


@dataclass(frozen=True, slots=True)
class Contents:
    """Of one example's region.

    Attributes:
        words: Texts of the words before, with how often they occur.
        kept: Keys of all nodes after, with the kinds of nodes that have them.
        runs: Keys of runs of siblings after (made for single examples only).
        new_words: Words after.
    """

    words: Counter[bytes]
    kept: Mapping[bytes, frozenset[str]]
    runs: frozenset[tuple[bytes, ...]]
    new_words: frozenset[bytes]


def contents(before: Sequence[Node], after: Sequence[Node], *, with_runs: bool) -> Contents:
    words: Counter[bytes] = Counter()
    for top in before:
        words.update(words_of(top))
    kept: dict[bytes, set[str]] = {}
    new_words: set[bytes] = set()
    runs: set[tuple[bytes, ...]] = set()
    if with_runs:
        _add_runs(after, runs)
    for top in after:
        for node in top.walk():
            kept.setdefault(node.key, set()).add(node.kind)
            if is_word(node):
                new_words.add(node.text)
            if with_runs:
                _add_runs(node.children, runs)
    return Contents(
        words, {key: frozenset(kinds) for key, kinds in kept.items()}, frozenset(runs), frozenset(new_words)
    )


def words_of(node: Node) -> Counter[bytes]:
    """Texts of the words at or below a node, with how often they occur."""
    return Counter(inner.text for inner in node.walk() if is_word(inner))


def _add_runs(nodes: Sequence[Node], runs: set[tuple[bytes, ...]]) -> None:
    if not 2 <= len(nodes) <= _MAX_RUN_PARENT:
        return
    keys = [node.key for node in nodes]
    for start in range(len(keys)):
        for end in range(start + 2, len(keys) + 1):
            runs.add(tuple(keys[start:end]))


_LISTS = ("arguments", "argument_list")


def comparable(node: Node, kinds: Collection[str]) -> bool:
    """True if a node may become one of the kinds by being copied. A list of arguments may not become a value."""
    if node.kind in kinds or not kinds:
        return True
    if node.named and {node.text.decode("utf-8", "replace")} == set(kinds):
        return False  # Only a token has that text.
    return not node.kind.endswith(_LISTS) and not any(kind.endswith(_LISTS) for kind in kinds)


def is_bare_list(node: Node) -> bool:
    """True for a list of arguments that is one argument and no more: as a text it stands for that."""
    return node.kind.endswith(_LISTS) and len(node.children) == 1 and node.children[0].key == node.key


def has_word(node: Node, words: set[bytes]) -> bool:
    return any(not leaf.children and leaf.key in words for leaf in node.walk())


def join(nodes: Sequence[Node]) -> bytes:
    return b" ".join(node.key for node in nodes)


def affix(text: bytes, words: frozenset[bytes]) -> tuple[str, tuple[str, ...]] | None:
    """How a word that appears is made of one that vanishes: by a letter or two; of numbers and prose, in which way."""
    if text[:1].isdigit():
        made = {spelling_that_makes(text.decode("utf-8", "replace"), word.decode("utf-8", "replace")) for word in words}
        return next(((name, ()) for name in sorted(name for name in made if name)), None)
    if not is_identifier(text):
        ways = [
            way
            for word in words
            for way in ways_between(text.decode("utf-8", "replace"), word.decode("utf-8", "replace"))
        ]
        return ways[0] if len(ways) == 1 else None
    for word in sorted(words):
        akin = text in word or word in text or text.strip(b"_") == word.strip(b"_")
        if word != text and is_identifier(word) and abs(len(word) - len(text)) <= 2 and akin:
            for function, arguments in explanations(text.decode(), word.decode()):
                if function in ("wrapped", "without_leading", "stripped", "rewrapped"):
                    return function, arguments
    return None
