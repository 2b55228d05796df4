"""Places in a text that stand in a form which its project has moved on from, by the skills that know it.

No checker reports them. What is found is a Problem like any other, for which the same skills offer the same fixes.
"""

from __future__ import annotations

from itertools import islice

from hermes_lsp.core.errors import DocumentError
from hermes_lsp.core.problem import REWRITE, Problem
from hermes_lsp.core.text import Span
from hermes_lsp.recipes.unasked import places
from hermes_lsp.syntax.document import Document

from .project import Project

MOST = 8
"""Places that are looked for in one request: a menu is for one place."""


def rewritable(project: Project, document: Document, within: Span, *, most: int = MOST) -> list[Problem]:
    """What could be rewritten in the places that touch a span, in the order of the text. Whether it may is found out
    when a fix is asked for.

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
                found |= dict.fromkeys(islice(places(book, document, key, within), most - len(found)))
            except DocumentError:
                return []
            if len(found) == most:
                break
    return sorted(found, key=lambda problem: (problem.span, problem.key))


def warm(project: Project, document: Document) -> None:
    """Read the recipes that a request about the document will ask for, so that the request does not."""
    project.books.warm(project.catalogue.of_source(REWRITE, document.language_id))
