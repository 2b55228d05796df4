"""Code in Markdown, whatever it has in it itself, and texts cut to a length."""

from __future__ import annotations

import re
from collections.abc import Sequence

CUT = "…"
"""Stands for what was left out."""


def code(text: str) -> str:
    """Text as code within a sentence."""
    longest = _longest("`+", (text,))
    if not longest:
        return f"`{text}`"
    ticks = "`" * (longest + 1)
    return f"{ticks} {text} {ticks}"


def fence_for(lines: Sequence[str], mark: str = "`") -> str:
    """A fence for lines of code, longer than any in them.

    Args:
        mark: What it is made of: ````` or ``~``.
    """
    return mark * max(3, 1 + _longest(f"{mark}+", lines))


def cut(text: str, length: int) -> str:
    """The text, or as much of it as makes so many characters together with the mark of what is missing."""
    return text if len(text) <= length else text[: length - 1] + CUT


def cut_lines(lines: Sequence[str], count: int) -> list[str]:
    """So many lines, and a line with the mark where there are more."""
    return list(lines) if len(lines) <= count else [*lines[:count], CUT]


def on_one_line(text: str) -> str:
    """The text with its white space folded."""
    return " ".join(text.split())


def _longest(pattern: str, texts: Sequence[str]) -> int:
    return max((len(run) for text in texts for run in re.findall(pattern, text)), default=0)
