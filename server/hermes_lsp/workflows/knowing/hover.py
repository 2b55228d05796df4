"""What a hover on a symbol says: two to five lines that no other hover says."""

from __future__ import annotations

from .facts import Known, Link, in_a_line

MOST_LINES = 5


def hover_of(known: Known, link: Link, most: int = MOST_LINES) -> str | None:
    """Markdown, the most surprising first; None where there is nothing to say."""
    if not known.facts:
        return None
    lines = [in_a_line(fact, link) for fact in known.facts[: most - bool(known.partial)]]
    if known.partial:
        lines.append(f"_Not all is known: {known.partial}._")
    return "  \n".join([f"**hermes** · {lines[0]}", *lines[1:]])
