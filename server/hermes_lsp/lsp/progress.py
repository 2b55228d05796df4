"""Work-done progress, wrapped once: created where the client can, always ended, and cancelling it cancels the work."""

from __future__ import annotations

import logging
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from lsprotocol import types

from .messages import NoAnswer
from .session import Session

log = logging.getLogger(__name__)

CREATE_WITHIN = 2.0
"""Seconds; some clients declare progress and never answer its creation."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a task says how far it is; without a token it says so to nobody."""

    session: Session
    token: str | int | None

    def report(self, message: str, percentage: int | None = None) -> None:
        self._send(types.WorkDoneProgressReport(message=message, percentage=percentage))

    def _send(self, value: object) -> None:
        if self.token is not None:
            self.session.client.notify(types.PROGRESS, types.ProgressParams(token=self.token, value=value))


@asynccontextmanager
async def progress(session: Session, title: str, *, token: str | int | None = None) -> AsyncIterator[Progress]:
    """Show progress while the body runs; the user's cancel raises CancelledError in it.

    Args:
        title: What is done, without the prefix.
        token: The one that the client sent with its request, if it did.
    """
    if token is None and session.capabilities.progress:
        token = await _create(session)
    shown = Progress(session, token)
    if token is not None:
        session.tasks.bind(token)
    shown._send(types.WorkDoneProgressBegin(title=f"hermes: {title}", cancellable=True, percentage=0))
    said = "done"
    try:
        yield shown
    except BaseException:
        said = "stopped"
        raise
    finally:
        shown._send(types.WorkDoneProgressEnd(message=said))
        if token is not None:
            session.tasks.unbind(token)


async def _create(session: Session) -> str | None:
    token = f"hermes-{uuid.uuid4().hex}"
    try:
        await session.client.request(
            types.WINDOW_WORK_DONE_PROGRESS_CREATE,
            types.WorkDoneProgressCreateParams(token=token),
            within=CREATE_WITHIN,
        )
    except NoAnswer as error:
        log.info("%s; the work goes on unseen", error)
        return None
    return token
