"""What this server knows and does, for the command ``hermes.status`` and for clients that show it."""

from __future__ import annotations

from typing import Any

from hermes_lsp.skills.skill import Origin

from .session import Session
from .workspaces import WorkspaceState

METHOD = "hermes/status"


def status_of(session: Session, workspace: WorkspaceState, uri: str | None = None) -> dict[str, Any]:
    """Plain data for JSON.

    ``checked`` (also ``baseline``) says that the checkers have looked at the document; ``learned`` names the skills
    that were made or changed since the server started, and ``skillsLearned`` counts all that were learned here.
    ``indexed`` says that the index was brought up to date since the start.
    """
    project, discovery = workspace.project, workspace.discovery
    seen = workspace.seen.get(uri) if uri else None
    hinted = workspace.hinted.get(uri) if uri else None
    return {
        "folder": str(workspace.folder) if workspace.folder else None,
        "loaded": project is not None,
        "enabled": workspace.enabled,
        "trusted": project is not None and project.settings.trusted,
        "skills": len(project.catalogue.skills) if project else 0,
        "learned": list(dict.fromkeys(workspace.learned)),
        "model": project.settings.model.name if project and project.settings.model.configured else None,
        "checkers": [found.checker.name for found in discovery.found] if discovery else [],
        "missing": [words for _, words in discovery.missing] if discovery else [],
        "waitingForTrust": [found.checker.name for found in discovery.waiting_for_trust] if discovery else [],
        "baseline": seen is not None and seen.checked is not None,
        "checked": seen is not None and seen.checked is not None,
        "skillsLearned": sum(skill.origin is Origin.PRIVATE for skill in project.catalogue.skills) if project else 0,
        "problems": len(seen.checked.problems) if seen is not None and seen.checked is not None else 0,
        "indexed": workspace.survey.ready,
        "conventions": len(workspace.conventions.conventions) if workspace.conventions is not None else None,
        "pastFixes": len(workspace.past_fixes),
        "hints": len(hinted.hints) if hinted is not None and hinted.document is not None else None,
        "busy": session.worker.busy or any(map(session.tasks.running, ("check ", "baseline ", "prove ", "model "))),
    }


def send(session: Session, workspace: WorkspaceState) -> None:
    """Tell a client that has asked for it; others would log an unknown notification."""
    if session.capabilities.hermes_status:
        session.client.notify(METHOD, status_of(session, workspace))
