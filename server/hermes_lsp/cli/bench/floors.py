"""The floor: a server of the same library that does nothing. Started as ``python -m hermes_lsp.cli.bench.floors``."""

from __future__ import annotations

from lsprotocol.types import TEXT_DOCUMENT_CODE_ACTION, TEXT_DOCUMENT_HOVER, CodeAction, CodeActionParams, HoverParams
from pygls.lsp.server import LanguageServer

server = LanguageServer("empty", "1")


@server.feature(TEXT_DOCUMENT_CODE_ACTION)
def code_action(params: CodeActionParams) -> list[CodeAction]:
    return []


@server.feature(TEXT_DOCUMENT_HOVER)
def hover(params: HoverParams) -> None:
    return None


@server.command("hermes.status")
def status(*_: object) -> dict[str, bool]:
    return {"baseline": True}


if __name__ == "__main__":
    server.start_io()
