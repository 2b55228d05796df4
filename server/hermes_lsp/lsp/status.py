"""What this server knows and does, for the command ``hermes.status`` and for clients that show it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from hermes_lsp.skills.skill import Origin

from .session import Session
from .workspaces import WorkspaceState

METHOD = "hermes/status"
MOMENT = 0.2
"""Seconds before a change of the state is told: what is over sooner would only flicker."""

_LOOKS = ("check ", "baseline ", "prove ", "model ")
_WORKS = (*_LOOKS, "fix ")
_LEARNS = ("history ", "catch up ")


def status_of(session: Session, workspace: WorkspaceState, uri: str | None = None) -> dict[str, Any]:
    """Plain data for JSON.

    ``state`` is one word for all of it: starting, off, learning, working, needs attention, ready. ``attention`` says
    what needs it. ``checked`` (also ``baseline``) says that the checkers have looked at the document; ``learned`` names
    the skills that were made or changed since the server started, ``skillsLearned`` counts all that were learned here,
    and ``skills`` those that may be used. ``indexed`` says that the index was brought up to date since the start, and
    ``tasks`` names what a model works on.
    """
    project, discovery = workspace.project, workspace.discovery
    seen = workspace.seen.get(uri) if uri else None
    hinted = workspace.hinted.get(uri) if uri else None
    return {
        "folder": str(workspace.folder) if workspace.folder else None,
        "state": _state(session, workspace),
        "attention": attention_of(workspace),
        "loaded": project is not None,
        "enabled": workspace.enabled,
        "trusted": project is not None and project.settings.trusted,
        "skills": sum(skill.usable for skill in project.catalogue.skills) if project else 0,
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
        "tasks": list(workspace.model_tasks.values()),
        "busy": session.worker.busy or any(map(session.tasks.running, _LOOKS)),
    }


def attention_of(workspace: WorkspaceState) -> list[str]:
    """Sentences about what could not be used: settings, skills, checkers."""
    project, discovery = workspace.project, workspace.discovery
    sentences = list(project.warnings) if project is not None else []
    if discovery is not None and workspace.folder is not None:
        sentences += [words for _, words in discovery.missing]
        sentences += discovery.problems
    return list(dict.fromkeys(sentences))


def send(session: Session, workspace: WorkspaceState) -> None:
    """Tell a client that has asked for it; others would log an unknown notification."""
    if session.capabilities.hermes_status:
        session.client.notify(METHOD, status_of(session, workspace))


def follow(session: Session) -> None:
    """From now on tell a client that has asked for it of every change of a state, once it has stood for a moment."""
    if session.capabilities.hermes_status:
        follower = _Follower(session)
        session.tasks.on_change = session.worker.on_change = follower.something_changed


def _state(session: Session, workspace: WorkspaceState) -> str:
    if workspace.project is None:
        return "starting"
    if not workspace.enabled:
        return "off"
    if session.worker.busy or any(map(session.tasks.running, _LEARNS)):
        return "learning"
    if any(map(session.tasks.running, _WORKS)):
        return "working"
    return "needs attention" if attention_of(workspace) else "ready"


@dataclass(slots=True)
class _Follower:
    """What was told last, by folder."""

    session: Session
    told: dict[str, str] = field(default_factory=dict)
    due: asyncio.TimerHandle | None = None

    def something_changed(self) -> None:
        if self.due is None:
            self.due = asyncio.get_running_loop().call_later(MOMENT, self._tell)

    def _tell(self) -> None:
        self.due = None
        for workspace in self.session.workspaces:
            state = _state(self.session, workspace)
            if self.told.get(workspace.uri) != state:
                self.told[workspace.uri] = state
                send(self.session, workspace)
