"""The workspace folders, and what is known of each; documents outside of all folders have a state of their own."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from lsprotocol import types
from pygls.uris import from_fs_path

from .survey import Survey
from .uris import path_of

if TYPE_CHECKING:
    from hermes_lsp.checks.discovery import Discovery
    from hermes_lsp.learning.outcomes import Offered, OfferTracker
    from hermes_lsp.syntax.document import Document
    from hermes_lsp.workflows.conventions import Learned
    from hermes_lsp.workflows.knowing.past_fixes import PastFix
    from hermes_lsp.workflows.project import Project

    from .hinting import Hinted
    from .proving import Proofs
    from .reviewing import Remark
    from .seen import Seen
    from .session import Session

OFFERS_REMEMBERED = 64
CELL = "vscode-notebook-cell"
"""Scheme of a notebook's cell, in VS Code and what follows it: the path is the notebook's, the fragment says which."""


@dataclass(slots=True, eq=False)
class WorkspaceState:
    """One folder, or what lies in none.

    Attributes:
        uri: As the editor spells it; empty where there is no folder.
        project: Settings, skills, decisions; None until they are read.
        discovery: Its checkers; None until they are looked for.
        seen: What is known of the problems of each open document.
        offers: The fixes that were shown, and what becomes of them; None until the project is read.
        learned: Names of skills made or changed since the server started, oldest first.
        proofs: What checkers said of the fixes that were offered, by document.
        refuted: What was recorded of those that failed.
        slow: Names of checkers that take too long to be asked about an offer.
        recent: The last offers by document and skill, for what the user says about them.
        survey: What of its code is indexed, and what is to be looked at.
        conventions: What the project does; None until it was counted, or read from what was kept.
        past_fixes: What the journal tells of earlier fixes, newest first.
        hinted: The hints of each open document.
        remarks: What the last review said, by the URI of the file.
        pulled: The first answer to ``workspace/configuration``, and what has changed since.
        changing: Held while the project is replaced, so that no reading is lost.
        model_turns: Held, by document, by the task that works on it with a model.
        model_tasks: What a model works on, in words, by the token of each task.
    """

    uri: str
    folder: Path | None
    project: Project | None = None
    discovery: Discovery | None = None
    seen: dict[str, Seen] = field(default_factory=dict)
    offers: OfferTracker | None = None
    learned: list[str] = field(default_factory=list)
    proofs: dict[str, Proofs] = field(default_factory=dict)
    refuted: dict[tuple[object, ...], None] = field(default_factory=dict)
    slow: set[str] = field(default_factory=set)
    recent: dict[tuple[str, str], Offered] = field(default_factory=dict)
    survey: Survey = field(default_factory=Survey)
    conventions: Learned | None = None
    past_fixes: tuple[PastFix, ...] = ()
    hinted: dict[str, Hinted] = field(default_factory=dict)
    remarks: dict[str, list[Remark]] = field(default_factory=dict)
    pulled: Any = None
    changing: asyncio.Lock = field(default_factory=asyncio.Lock)
    model_turns: dict[str, asyncio.Lock] = field(default_factory=dict)
    model_tasks: dict[str, str] = field(default_factory=dict)

    @property
    def enabled(self) -> bool:
        """False while nothing is read, and where the user has switched us off."""
        return self.project is not None and self.project.settings.enable

    @property
    def name(self) -> str:
        return self.folder.name if self.folder else "no folder"

    def remember(self, offer: Offered) -> None:
        """Keep an offer at hand; the oldest ones are forgotten."""
        self.recent.pop((offer.before.uri, offer.skill), None)
        self.recent[offer.before.uri, offer.skill] = offer
        while len(self.recent) > OFFERS_REMEMBERED:
            del self.recent[next(iter(self.recent))]

    def path_in(self, uri: str) -> str:
        """POSIX path relative to the folder, of a cell that of its notebook; the URI itself for what lies elsewhere."""
        path = _path_around(uri)
        if path is None or self.folder is None or not path.is_relative_to(self.folder):
            return uri
        return path.relative_to(self.folder).as_posix()


class Workspaces:
    """All states; a document belongs to the innermost folder that holds it."""

    def __init__(self) -> None:
        self._folders: dict[str, WorkspaceState] = {}
        self._none = WorkspaceState("", None)

    def __iter__(self) -> Iterator[WorkspaceState]:
        """The folders; what lies in none comes last, and has to be ready too, since any file can be opened."""
        return iter([*self._folders.values(), self._none])

    def set_folders(self, uris: Iterable[str]) -> None:
        for uri in uris:
            self.add(uri)

    def add(self, uri: str) -> WorkspaceState | None:
        """Add a folder; None if it is known or is no folder of this machine's disk."""
        path = _path(uri)
        if uri in self._folders or path is None:
            return None
        self._folders[uri] = state = WorkspaceState(uri, path)
        return state

    def remove(self, uri: str) -> WorkspaceState | None:
        return self._folders.pop(uri, None)

    def of(self, uri: str) -> WorkspaceState:
        """The state that a document belongs to; a cell belongs where its notebook lies."""
        path = _path_around(uri)
        if path is None:
            # A buffer without a name, or of another scheme: of the folder, if there is one only.
            only = list(self._folders.values())
            return only[0] if len(only) == 1 else self._none
        holding = [state for state in self._folders.values() if state.folder and path.is_relative_to(state.folder)]
        return max(holding, key=lambda state: len(str(state.folder)), default=self._none)


def folders_of(params: types.InitializeParams) -> list[str]:
    """URIs of the folders in ``initialize``, from the newest of the three ways in which clients say them."""
    if params.workspace_folders:
        return [folder.uri for folder in params.workspace_folders]
    if params.root_uri:
        return [params.root_uri]
    if params.root_path:
        return [from_fs_path(params.root_path) or ""]
    return []


def did_change_folders(session: Session, params: types.DidChangeWorkspaceFoldersParams) -> None:
    """Folders come and go; open documents move to the folder that holds them now."""
    from . import configuration, hinting, indexing, observation, watching

    before = {document.uri: session.workspaces.of(document.uri) for document in session.documents}
    for removed in params.event.removed:
        if (state := session.workspaces.remove(removed.uri)) is not None:
            session.tasks.cancel(f"load {state.uri}")
            indexing.stop(session, state)
    added = [state for folder in params.event.added if (state := session.workspaces.add(folder.uri)) is not None]
    for document in session.documents:
        state = session.workspaces.of(document.uri)
        if state is not before[document.uri]:
            before[document.uri].seen.pop(document.uri, None)
            before[document.uri].hinted.pop(document.uri, None)
            session.documents.open(state_document(document, state))
            observation.opened(session, state_document(document, state))
            hinting.opened(session, state_document(document, state))
    if added:
        configuration.refresh(session, added)
        watching.start(session)


def state_document(document: Document, state: WorkspaceState) -> Document:
    """The same snapshot, with its path as this workspace names it."""
    return type(document)(
        document.uri, state.path_in(document.uri), document.language_id, document.source, document.version
    )


def _path_around(uri: str) -> Path | None:
    """The file that a text is, or is a part of."""
    parts = urlsplit(uri)
    return _path(f"file://{parts.path}" if parts.scheme == CELL else uri)


def _path(uri: str) -> Path | None:
    path = path_of(uri)
    return Path(os.path.abspath(path)) if path else None
