"""Skills for kinds of problems that none is made for: found by meaning in the background, known to the next request."""

from __future__ import annotations

import os
from dataclasses import replace

from hermes_lsp.core.problem import Problem
from hermes_lsp.workflows import learning

from .observation import job_workspace
from .session import Session
from .workspaces import WorkspaceState

KINDS_REMEMBERED = 1000


def look_for(session: Session, workspace: WorkspaceState, problem: Problem) -> None:
    """Ask the store once for each kind of problem. Does nothing where a skill of its own is known, fitting or not."""
    project = workspace.project
    if project is None or problem.key in project.related or len(project.related) >= KINDS_REMEMBERED:
        return
    if project.catalogue.for_problem(problem.key, problem.language, problem.path):
        return
    if not os.path.exists(project.places.store):  # noqa: PTH110 - False, too, for a folder that we may not look into
        return
    workspace.project = replace(project, related={**project.related, problem.key: ()})
    session.tasks.start(f"related {workspace.uri} {problem.key}", _look(session, workspace, problem))


async def _look(session: Session, workspace: WorkspaceState, problem: Problem) -> None:
    names = await session.librarian.run(learning.find_related, job_workspace(workspace), problem)
    async with workspace.changing:
        project = workspace.project
        if project is None or not names:
            return
        skills = tuple(learning.as_related(skill) for name in names if (skill := project.catalogue.get(name)))
        workspace.project = replace(project, related={**project.related, problem.key: skills})
