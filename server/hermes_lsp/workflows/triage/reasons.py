"""What speaks for a file, in words: only what is true of it and can be looked up."""

from __future__ import annotations

from hermes_lsp.core.markdown import cut

from .chronicle import Message
from .evidence import File

WORDS = 6
"""Words and names that a reason says."""
SUBJECT = 60
"""Characters of a commit's subject."""


def reasons_for(file: File, had: list[str]) -> tuple[str, ...]:
    """Sentences without an end, the firmest first.

    Args:
        had: Words of the report that the file has, the rarest first.
    """
    reasons = []
    if file.clue is not None:
        reasons.append(f"the report names it: {file.clue.said}")
    if file.defines:
        reasons.append(f"defines {', '.join(file.defines[:WORDS])}")
    if had:
        reasons.append(f"has {', '.join(had[:WORDS])}")
    if file.commits:
        reasons.append(_changed(file.commits))
    return tuple(reasons)


def _changed(commits: list[Message]) -> str:
    first = commits[0]
    said = f"{first.sha[:10]} “{cut(first.subject, SUBJECT)}”"
    if len(commits) == 1:
        return f"was changed in an earlier commit with similar words: {said}"
    return f"was changed in {len(commits)} earlier commits with similar words, such as {said}"
