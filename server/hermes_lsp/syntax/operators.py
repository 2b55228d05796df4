"""Operators of many languages in families: what holds for one of a family as a rule holds for the others."""

from __future__ import annotations

from collections.abc import Iterable

_FAMILIES = (
    ("===", "!=="),
    ("==", "!=", "<>"),
    ("is", "is not"),
    ("in", "not in"),
    ("<", "<=", ">", ">="),
    ("&&", "||", "and", "or"),
    ("+", "-"),
    ("*", "/", "//", "%"),
    ("&", "|", "^"),
    ("<<", ">>", ">>>"),
    ("+=", "-=", "*=", "/=", "//=", "%="),
    ("&=", "|=", "^="),
    ("-eq", "-ne"),
    ("-lt", "-le", "-gt", "-ge"),
)


def akin(operators: Iterable[str]) -> frozenset[str]:
    """The operators, and those of their families. One that is of no family is akin to itself alone."""
    seen = frozenset(operators)
    return seen.union(*(family for family in _FAMILIES if not seen.isdisjoint(family)))
