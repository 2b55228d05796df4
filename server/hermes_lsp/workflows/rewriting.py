"""Places in a text that stand in a form which its project has moved on from, by the skills that know it.

No checker reports them. What is found is a Problem like any other, for which the same skills offer the same fixes.
"""

from __future__ import annotations

from hermes_lsp.core.errors import DocumentError
from hermes_lsp.core.problem import REWRITE, Problem
from hermes_lsp.core.text import Span
from hermes_lsp.recipes.unasked import unasked
from hermes_lsp.syntax.document import Document

from .project import Project

MOST = 24
"""Places that are looked for with one skill."""


def rewritable(project: Project, document: Document, within: Span) -> list[Problem]:
    """What could be rewritten in the places that touch a span, in the order of the text.

    Args:
        within: In bytes of the document.
    """
    language = document.language_id
    found: dict[Problem, None] = {}
    for skill in project.catalogue.of_source(REWRITE, language):
        for key in (key for key in skill.keys if key.source == REWRITE):
            if skill not in project.skills_for(key, language, document.path):
                continue
            book = project.books.book(skill)
            if isinstance(book, str):
                continue  # whoever asks what is wrong with the skill is told elsewhere
            try:
                for (problem, _), _ in zip(unasked(book, document, key, within), range(MOST), strict=False):
                    found[problem] = None
            except DocumentError:
                return []
    return sorted(found, key=lambda problem: (problem.span, problem.key))
