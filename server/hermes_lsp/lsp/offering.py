"""From an offered fix to a code action and back. The data of an action is small; resolving works the fix out again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from hermes_lsp.core.errors import StaleEdit
from hermes_lsp.core.problem import Problem, ProblemKey, Severity
from hermes_lsp.core.text import Span, TextEdit
from hermes_lsp.syntax.document import Document
from hermes_lsp.workflows.fixing import OfferedFix, fix_all, fixes_for
from hermes_lsp.workflows.project import Project

PREFIX = "hermes: "
FIX, ALL_LIKE_THIS, ALL_PROVEN = "fix", "all", "proven"


@dataclass(frozen=True, slots=True)
class Reference:
    """Which fix an action stands for.

    Attributes:
        what: FIX for one problem, ALL_LIKE_THIS for all of its skill, ALL_PROVEN for all of the document.
        version: Of the document that the action was made for; None where the editor counts no versions.
    """

    what: str
    uri: str
    version: int | None
    skill: str = ""
    recipe: str = ""
    problem: Problem | None = None

    def as_data(self) -> dict[str, Any]:
        data: dict[str, Any] = {"what": self.what, "uri": self.uri, "version": self.version}
        if self.problem is not None:
            span, key = self.problem.span, self.problem.key
            data |= {"skill": self.skill, "recipe": self.recipe, "key": list(key), "at": [span.start, span.end]}
            data["message"] = self.problem.message
        return data


def reference_from(data: Any, document: Document) -> Reference:
    """Read the data of an action. It went through the editor, so nothing about it is taken for granted.

    Raises:
        StaleEdit: if it is of another version, or was not made here.
    """
    stale = StaleEdit(
        f"{document.path} has changed since this was offered", kept="Nothing was changed", todo="Ask again"
    )
    try:
        reference = Reference(str(data["what"]), str(data["uri"]), data["version"])
        if reference.what != ALL_PROVEN:
            problem = Problem(
                key=ProblemKey(*map(str, data["key"])),
                message=str(data["message"]),
                span=Span(int(data["at"][0]), int(data["at"][1])),
                language=document.language_id,
                path=document.path,
                severity=Severity.WARNING,
            )
            reference = Reference(
                reference.what, reference.uri, reference.version, str(data["skill"]), str(data["recipe"]), problem
            )
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise stale from error
    if reference.version != document.version:
        raise stale
    if reference.problem is not None and reference.problem.span.end > len(document.source):
        raise stale
    return reference


def edits_of(
    project: Project,
    document: Document,
    reference: Reference,
    problems: Sequence[Problem],
    stands: Callable[[OfferedFix], bool] = lambda fix: True,
) -> tuple[TextEdit, ...]:
    """The edits of a reference on the document's current text.

    Args:
        problems: All that are known of the document, for the actions that fix many.
        stands: Which fixes no checker has spoken against.

    Raises:
        StaleEdit: if the fix is not offered any more, such as after its skill has changed.
    """
    if reference.what == FIX and reference.problem is not None:
        for fix in fixes_for(project, document, [reference.problem]):
            if (fix.skill.name, fix.recipe) == (reference.skill, reference.recipe) and stands(fix):
                return fix.edits
    elif reference.what == ALL_LIKE_THIS and reference.problem is not None:
        mine = with_problem(problems, reference.problem)
        like_this = fix_all(project, document, mine, only=lambda fix: fix.skill.name == reference.skill and stands(fix))
        if edits := like_this.edits:
            return edits
    elif reference.what == ALL_PROVEN:
        return fix_all(
            project, document, problems, only=stands
        ).edits  # perhaps none: saving a file must not end in an error
    raise StaleEdit("This fix is not offered any more", kept="Nothing was changed", todo="Ask again")


def with_problem(problems: Sequence[Problem], problem: Problem) -> list[Problem]:
    """All of them, each place once: an editor's and a checker's diagnostic of one place are one problem."""
    others = [one for one in problems if not (one.key == problem.key and one.span.touches(problem.span))]
    return sorted([problem, *others], key=lambda one: (one.span, one.key))


def title_of(fix: OfferedFix) -> str:
    return PREFIX + fix.title
