"""How a language declares names that hold in a part of a file: what has to be known to give one another name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto


class Extent(Enum):
    """How far a declared name holds."""

    FUNCTION = auto()  # the innermost function around it
    OUTSIDE = auto()  # as FUNCTION, but what declares it may be a function itself, and the name holds around that
    BLOCK = auto()  # the innermost block around it
    WORD = auto()  # as the word before it says; without such a word nothing is declared


@dataclass(frozen=True, slots=True)
class ScopeForms:
    """Scopes in terms of a grammar's node kinds.

    Attributes:
        names: Kinds of leaves that are names of variables.
        shorthands: Those of them that stand for a key and a variable of the same name at once.
        members: Fields of kinds in which such a leaf is no variable.
        binders: Fields of kinds (empty for no field) in which a name is declared.
        patterns: Fields of kinds that stand between what declares and the names, where it declares several at once.
        words: What a word at the start of a declaration says of its names.
        functions: Kinds that have variables of their own.
        blocks: Kinds that have variables of their own for declarations that say so.
        classes: Kinds in which names are no variables but parts of what is defined.
        foreign: Kinds in which a name is made or said to be one of another scope.
        builtins: Names that mean something everywhere.
    """

    names: frozenset[str]
    binders: Mapping[tuple[str, str], Extent]
    functions: frozenset[str]
    patterns: frozenset[tuple[str, str]] = frozenset()
    shorthands: frozenset[str] = frozenset()
    members: frozenset[tuple[str, str]] = frozenset()
    words: Mapping[str, Extent] = field(default_factory=dict)
    blocks: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    foreign: frozenset[str] = frozenset()
    builtins: frozenset[str] = frozenset()
