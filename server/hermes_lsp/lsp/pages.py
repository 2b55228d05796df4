"""Pages for a person to read: opened as a document where the editor can do that, shown as a message elsewhere."""

from __future__ import annotations

import asyncio
from pathlib import Path

from lsprotocol import types

from .messages import NoAnswer
from .session import Session

WITHIN = 10.0
"""Seconds that an editor has to open a document."""


async def show_page(session: Session, file: Path, page: str) -> None:
    """Show a page.

    Args:
        file: A private file that the page is written to for editors that open documents.
    """
    if session.capabilities.show_document and await asyncio.to_thread(_written, file, page):
        params = types.ShowDocumentParams(uri=file.as_uri(), take_focus=True)
        try:
            answer = await session.client.request(types.WINDOW_SHOW_DOCUMENT, params, within=WITHIN)
        except NoAnswer:
            answer = None
        if getattr(answer, "success", False):
            return
    session.client.show(types.MessageType.Info, page)


def _written(file: Path, page: str) -> bool:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page, encoding="utf-8")
    except OSError:
        return False  # a message can be shown all the same
    return True
