"""Holding an offered fix against the project's checkers, on a copy of the text. Slow; never in a request."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hermes_lsp.checks.checker import CheckTarget, FoundChecker
from hermes_lsp.checks.identity import canonical
from hermes_lsp.checks.verify import Verification, verify_fix
from hermes_lsp.core.problem import Problem
from hermes_lsp.syntax.document import Document

from .checking import CheckedText
from .fixing import OfferedFix
from .project import Project

SECONDS = 10.0
"""A checker that takes longer for one text is no help for an offer."""


async def prove(
    project: Project,
    document: Document,
    path: Path,
    checkers: Sequence[FoundChecker],
    fix: OfferedFix,
    baseline: CheckedText | None = None,
) -> Verification:
    """What the checkers say of a fix.

    Args:
        checkers: Those that may run here; others than of the document's language are not asked.
        baseline: What they said of the document, if they were asked about this very text.

    Raises:
        DocumentError: if there is no grammar for the document.
    """
    mine = speaking(checkers, document)
    target = CheckTarget(path=path, language=document.language.id, source=document.source, folder=project.folder)
    return await verify_fix(
        mine,
        target,
        fix.problem,
        fix.edits,
        timeout=min(SECONDS, project.settings.checker_timeout),
        known=by_checker(baseline) if baseline and baseline.document.source == document.source else None,
    )


def speaking(checkers: Sequence[FoundChecker], document: Document) -> list[FoundChecker]:
    """The checkers that know the document's language."""
    return [found for found in checkers if document.language.id in found.checker.languages]


def by_checker(checked: CheckedText) -> dict[str, Sequence[Problem]]:
    """What each checker that answered has said."""
    sources = {name: canonical(name, None).source for name in checked.checkers}
    return {name: [p for p in checked.problems if p.key.source == source] for name, source in sources.items()}
