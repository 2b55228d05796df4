"""Fixes that were made in one go are one opinion: forty places in one commit show no more than that somebody meant it.

What is seen at one time, such as in one commit or one save, has one time; what has no time stands for itself.
"""

from __future__ import annotations

from collections.abc import Iterable

from hermes_lsp.core.example import Example


def repeats_in(examples: Iterable[Example]) -> int:
    """How many of the examples were made in one go with another one."""
    asked = list(examples)
    return len(asked) - len({example.at or example.id for example in asked})
