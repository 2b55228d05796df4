"""The life of the connection: initialize, initialized, shutdown, exit; and the parent process, not to be outlived."""

from __future__ import annotations

import asyncio
import logging
import os
from typing import Any

from lsprotocol import types

from . import capabilities
from .server import Server
from .workspaces import folders_of

log = logging.getLogger(__name__)

PARENT_LOOKED_AT_EVERY = 1.0
"""Seconds."""

COMMANDS = (
    "hermes.why",
    "hermes.explain",
    "hermes.never",
    "hermes.fixAllInFile",
    "hermes.fixAllInWorkspace",
    "hermes.share",
    "hermes.knowledge",
    "hermes.forget",
    "hermes.reload",
    "hermes.status",
    "hermes.readCiLog",
    "hermes.rename",
    "hermes.draftChangelog",
    "hermes.commitMessage",
    "hermes.fixWithModel",
    "hermes.refactor",
    "hermes.writeDocs",
    "hermes.writeTests",
    "hermes.generate",
    "hermes.explainWithModel",
    "hermes.learnHistory",
    "hermes.review",
    "hermes.clearReview",
    "hermes.triage",
    "hermes.map",
)
"""All ids; a client may register every one of them by itself, so an editor's extension needs other ids for its own."""

EXPERIMENTAL = {"hermesDiagnostics": True, "hermesStatus": True}
"""What we take and send beside the protocol: notifications that a client may rely on."""

FIX_ALL = "source.fixAll.hermes"
EXPLAIN = "hermes.explain"
"""The command, and a kind of code action of our own: it is no quick fix and lights no bulb."""


def initialize(server: Server, params: types.InitializeParams) -> types.InitializeResult:
    """Answer from what the message says; nothing is read from disk yet."""
    session = server.session
    session.capabilities = capabilities.resolve(params.capabilities, params.initialization_options)
    session.documents.unit = session.capabilities.unit
    session.options = params.initialization_options
    session.workspaces.set_folders(folders_of(params))
    server.process_id = params.process_id
    server.initialized = True
    return types.InitializeResult(
        server_info=types.ServerInfo(name=server.name, version=server.version),
        capabilities=types.ServerCapabilities(
            position_encoding=session.capabilities.unit.value,
            text_document_sync=types.TextDocumentSyncOptions(
                open_close=True,
                change=types.TextDocumentSyncKind.Incremental,
                save=types.SaveOptions(include_text=False),
            ),
            code_action_provider=types.CodeActionOptions(
                code_action_kinds=[
                    types.CodeActionKind.QuickFix,
                    types.CodeActionKind.RefactorRewrite,
                    FIX_ALL,
                    EXPLAIN,
                ],
                resolve_provider=session.capabilities.edit_resolve,
            ),
            hover_provider=True,
            execute_command_provider=types.ExecuteCommandOptions(commands=list(COMMANDS)),
            workspace=types.WorkspaceOptions(
                workspace_folders=types.WorkspaceFoldersServerCapabilities(supported=True, change_notifications=True)
            ),
            experimental=EXPERIMENTAL,
        ),
    )


def initialized(server: Server, _: types.InitializedParams) -> None:
    """Begin what takes time: configuration, skills, checkers, the watch on files and on the parent process."""
    from . import configuration, garbage, status, watching

    session = server.session
    session.tasks.start("collect garbage", garbage.collect_now_and_then())
    if server.process_id is not None:
        session.tasks.start("watch parent", _end_with(server, server.process_id))
    status.follow(session)
    configuration.register(session)
    watching.start(session)
    configuration.refresh(session)


async def shutdown(server: Server, _: Any) -> None:
    """Stop all work. What was journaled is learned at the next start."""
    server.protocol.cancel_requests()
    await server.close()


def exit(server: Server, _: Any) -> None:
    """0 after ``shutdown``, 1 without."""
    if server.exit_code is not None and not server.exit_code.done():
        server.exit_code.set_result(server.code_at_end())


def set_trace(server: Server, params: types.SetTraceParams) -> None:
    """Traces would carry the user's texts; the log level says what is logged."""
    log.debug("trace %s asked for", params.value)


def cancel_progress(server: Server, params: types.WorkDoneProgressCancelParams) -> None:
    """Some editors can cancel work in no other way."""
    if not server.session.tasks.cancel_token(params.token):
        log.info("nothing to cancel for progress %s", params.token)


async def _end_with(server: Server, parent: int) -> None:
    """End when the process that started us is gone. Its death closes our input too, unless something else has it."""
    ours = os.getppid() == parent
    while _lives(parent) and not (ours and os.getppid() != parent):  # noqa: ASYNC110 - a process is no event
        await asyncio.sleep(PARENT_LOOKED_AT_EVERY)
    log.warning("the editor's process %d is gone", parent)
    if server.exit_code is not None and not server.exit_code.done():
        server.exit_code.set_result(server.code_at_end())


def _lives(process: int) -> bool:
    if os.name == "nt":
        return True  # signal 0 would end it there; the end of the input is what tells us
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
