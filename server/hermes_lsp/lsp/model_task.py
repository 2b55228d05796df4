"""What all tasks with a model have in common: progress whose cancel closes the connection, a turn for each document,
what is said while it is said, the cost, and one message at the end.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from lsprotocol import types

from hermes_lsp.agent.changes import FileChange
from hermes_lsp.agent.loop import Work
from hermes_lsp.core.episode import Episode
from hermes_lsp.core.errors import HermesError
from hermes_lsp.workflows.attempting import cost_in_words

from . import model_edits, observation, status
from .messages import NoAnswer
from .progress import Progress, progress
from .session import Session
from .workspaces import WorkspaceState

PARTIAL = "hermes/partial"
"""The notification with what a model says, for clients that declare the experimental ``hermesPartialText``."""
TOLD_EVERY, PARTIAL_EVERY = 0.25, 0.05
"""Seconds between two reports, and two notifications, of what the model says."""
TAIL = 60
"""Characters of it in one report."""
NOT_AGAIN = "Do Not Propose It Again"


@dataclass(frozen=True, slots=True)
class Asked:
    """A task that the user asked for.

    Attributes:
        uri: The document that it is about; tasks of one document wait for each other.
        name: What is done, such as ``fix ruff/E711``.
        token: The progress token of the request, if it had one.
    """

    uri: str
    name: str
    token: str | int | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a task.

    Attributes:
        said: It, in words.
        changes: What is to be handed to the editor.
        refused: What is to be recorded if the user looks at it, takes none of it, and says not to see it again.
    """

    said: str
    changes: tuple[FileChange, ...] = ()
    refused: Episode | None = None


class Telling:
    """Where a task says how far it is."""

    def __init__(self, session: Session, shown: Progress, model: str, task: str) -> None:
        self._session = session
        self._shown = shown
        self._model = model
        self._task = task
        self._heard = ""
        self._unsent = ""
        self._told = self._sent = 0.0

    def note(self, sentence: str) -> None:
        """What is done now."""
        self._shown.report(sentence)

    def text(self, text: str) -> None:
        """What the model says, a piece at a time: its last words in reports, all of it for clients that take it."""
        self._heard = (self._heard + text)[-4 * TAIL :]
        self._unsent += text
        now = asyncio.get_running_loop().time()
        if now - self._told >= TOLD_EVERY:
            self._told = now
            self._shown.report(f"{self._model}: {' '.join(self._heard.split())[-TAIL:]}")
        if now - self._sent >= PARTIAL_EVERY:
            self._sent = now
            self.flush()

    def flush(self) -> None:
        """Send what is left of it."""
        if self._unsent and self._session.capabilities.partial_text:
            token = self._task if self._shown.token is None else self._shown.token
            said = {"token": token, "task": self._task, "text": self._unsent}
            self._session.client.notify(PARTIAL, said)
        self._unsent = ""


async def run(
    session: Session, workspace: WorkspaceState, asked: Asked, body: Callable[[Telling, Work], Awaitable[Done]]
) -> None:
    """Run the body in its turn, and hand over what it changes. What it says in the end is shown, with what it cost.

    Raises:
        HermesError: as the body does; it is shown each time, also if the same was said before.
    """
    if workspace.project is None:
        return
    settings = workspace.project.settings.model
    title, number = f"{asked.name} with {settings.name}", uuid.uuid4().hex
    workspace.model_tasks[number] = title
    status.send(session, workspace)
    try:
        async with progress(session, title, token=asked.token) as shown:
            turn = workspace.model_turns.setdefault(asked.uri, asyncio.Lock())
            if turn.locked():
                shown.report("waits for another task in this file")
            async with turn:
                work, telling = Work(), Telling(session, shown, settings.name, title)
                try:
                    done = await body(telling, work)
                    reviewed = bool(done.changes) and model_edits.is_reviewed(session, workspace)
                    if done.changes and not reviewed:
                        await model_edits.hand_over(session, workspace, done.changes, done.said)
                finally:
                    telling.flush()
                    # Also of a task that was cancelled: what failed is known from now on.
                    observation.record(session, workspace, work.failures)
                    cost = cost_in_words(settings, work.usage)
                    session.client.write(types.MessageType.Info, f"{settings.name}, {asked.name}: {cost}")
        if reviewed:
            # A task of its own: nothing works while a person looks, and what was shown before goes with its preview.
            session.tasks.start(f"preview {asked.uri}", _review(session, workspace, done, cost))
        else:
            session.client.show(types.MessageType.Info, f"{done.said} ({cost})")
    except HermesError as error:
        session.client.forget_told([str(error)])
        raise
    finally:
        workspace.model_tasks.pop(number, None)
        status.send(session, workspace)


async def _review(session: Session, workspace: WorkspaceState, done: Done, cost: str) -> None:
    taken = await model_edits.hand_over(session, workspace, done.changes, done.said)
    if taken:
        session.client.show(types.MessageType.Info, f"{done.said} ({cost})")
        return
    model_edits.require_unchanged(session, done.changes)
    said = f"no part of the edit was accepted, and nothing was changed ({cost})"
    if done.refused is None or not session.capabilities.message_actions:
        session.client.show(types.MessageType.Info, said)
    elif await _is_refused(session, said):
        observation.record(session, workspace, [done.refused])


async def _is_refused(session: Session, said: str) -> bool:
    """Ask whether the edit is not wanted at all: whoever only forgot to choose a part of it did not mean that."""
    try:
        return await session.client.ask(f"hermes-lsp: {said}", [NOT_AGAIN]) == NOT_AGAIN
    except NoAnswer:
        return False
