"""The assembly: which message goes to which function of which file.

Only what ``initialize`` needs is imported here; a handler's file is imported when its first message comes, which is
after ``initialize`` was answered.
"""

from __future__ import annotations

import asyncio
import functools
import logging
from collections.abc import Callable
from importlib import import_module
from typing import Any, cast

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from hermes_lsp import __version__

from .documents import Documents
from .messages import Client
from .protocol import Protocol
from .reading import Reader
from .session import Session
from .tasks import Tasks
from .worker import Worker
from .workspaces import Workspaces

log = logging.getLogger(__name__)

DIAGNOSTICS = "hermes/diagnostics"
"""A notification that editor clients may send: diagnostics of other servers, ``{uri, version?, diagnostics}``."""

HANDLERS = {
    types.INITIALIZE: "lifecycle:initialize",
    types.INITIALIZED: "lifecycle:initialized",
    types.SHUTDOWN: "lifecycle:shutdown",
    types.EXIT: "lifecycle:exit",
    types.SET_TRACE: "lifecycle:set_trace",
    types.WINDOW_WORK_DONE_PROGRESS_CANCEL: "lifecycle:cancel_progress",
    types.TEXT_DOCUMENT_DID_OPEN: "sync:did_open",
    types.TEXT_DOCUMENT_DID_CHANGE: "sync:did_change",
    types.TEXT_DOCUMENT_DID_SAVE: "sync:did_save",
    types.TEXT_DOCUMENT_DID_CLOSE: "sync:did_close",
    types.WORKSPACE_DID_CHANGE_CONFIGURATION: "configuration:did_change",
    types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: "workspaces:did_change_folders",
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: "watching:did_change",
    types.TEXT_DOCUMENT_CODE_ACTION: "code_action:code_action",
    types.CODE_ACTION_RESOLVE: "code_action_resolve:resolve",
    types.TEXT_DOCUMENT_HOVER: "hover:hover",
    types.WORKSPACE_EXECUTE_COMMAND: "commands:execute",
    DIAGNOSTICS: "observation:forwarded",
}
"""Method to module of this package and function; each takes the session and the message's parameters."""

TASKS_END_WITHIN = 0.5
WORKER_ENDS_WITHIN = 0.8
"""Seconds of the two that a shutdown may take."""
NICENESS = 5
"""Of what nobody waits for: reading a large project takes minutes."""


COUNTER_IDLE_SECONDS = 1.0
"""After so long the process that counts conventions ends: it holds all that it has counted, and is seldom needed."""


class Server(LanguageServer):
    """One server for one client.

    Attributes:
        initialized: ``initialize`` was answered.
        exit_code: Set by the transport that serves; resolved by ``exit``.
    """

    protocol: Protocol

    def __init__(self) -> None:
        super().__init__("hermes-lsp", __version__, protocol_cls=Protocol, max_workers=1)
        client = Client(self.protocol)
        self.initialized = False
        self.exit_code: asyncio.Future[int] | None = None
        self.session = Session(
            protocol=self.protocol,
            client=client,
            tasks=Tasks(client.tell),
            worker=Worker(),
            librarian=Worker(),
            indexer=Worker(niceness=NICENESS),
            counter=Worker(COUNTER_IDLE_SECONDS, NICENESS),
            reader=Reader(),
            documents=Documents(),
            workspaces=Workspaces(),
        )

    @functools.cache  # noqa: B019 - one server lives as long as its process
    def handler(self, method: str) -> Callable[[Any], Any] | None:
        """What handles a method; None if nothing does."""
        place = HANDLERS.get(method)
        if place is None:
            return None
        module, name = place.split(":")
        function = getattr(import_module(f"{__package__}.{module}"), name)
        first = self if module == "lifecycle" else self.session
        return cast("Callable[[Any], Any]", functools.partial(function, first))

    def report_server_error(self, error: Exception, source: Any) -> None:
        """To the log: what concerns a request was answered, and a pop-up for every unknown message helps nobody."""
        log.info("%s: %s", getattr(source, "__name__", source), error)

    def code_at_end(self) -> int:
        """The exit code that the specification asks for: 0 only after ``shutdown``."""
        return 0 if self.protocol._shutdown else 1

    async def close(self) -> None:
        """End all work. Doing it again does nothing."""
        await self.session.tasks.close(TASKS_END_WITHIN)
        session = self.session
        session.reader.close()
        # What the others do can be done again at any time, and is not waited for.
        within = {session.worker: WORKER_ENDS_WITHIN, session.librarian: WORKER_ENDS_WITHIN}
        workers = (session.worker, session.librarian, session.indexer, session.counter)
        await asyncio.gather(*(worker.close(within.get(worker, 0.0)) for worker in workers))
