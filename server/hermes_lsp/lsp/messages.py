"""What the user is told: messages, questions, and the client's requests behind them, each with a limit on waiting."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from hermes_lsp.core.errors import HermesError

from .protocol import Protocol

log = logging.getLogger(__name__)

SHOWN_AT_ONCE = 3


class NoAnswer(HermesError):
    """The client did not answer a request, or refused it."""


class Client:
    """The other end of the connection."""

    def __init__(self, protocol: Protocol) -> None:
        self._protocol = protocol
        self._told: set[str] = set()

    def notify(self, method: str, params: Any) -> None:
        self._protocol.notify(method, params)

    async def request(self, method: str, params: Any, *, within: float) -> Any:
        """Ask the client, and wait at most so many seconds.

        Raises:
            NoAnswer: if it does not answer in time, or answers with an error.
        """
        number = f"hermes-{uuid.uuid4().hex}"
        answer = asyncio.wrap_future(self._protocol.send_request(method, params, msg_id=number))
        try:
            return await asyncio.wait_for(answer, within)
        except TimeoutError:
            raise NoAnswer(f"The editor did not answer {method} within {within:g} s") from None
        except JsonRpcException as error:
            raise NoAnswer(f"The editor refused {method}: {error.message}") from error
        finally:
            self._protocol.forget(number)

    def show(self, kind: types.MessageType, message: str) -> None:
        """A message that the user should see."""
        self.notify(types.WINDOW_SHOW_MESSAGE, types.ShowMessageParams(type=kind, message=f"hermes-lsp: {message}"))

    def write(self, kind: types.MessageType, message: str) -> None:
        """A message for the editor's log of this server."""
        self.notify(types.WINDOW_LOG_MESSAGE, types.LogMessageParams(type=kind, message=message))

    def tell(self, error: HermesError) -> None:
        """Show an error; the same words are shown once."""
        self.warn([str(error)])

    def warn(self, sentences: Iterable[str]) -> None:
        """Show what was not told before: a few at once, and all of them in the log."""
        new = [sentence for sentence in dict.fromkeys(sentences) if sentence not in self._told]
        self._told.update(new)
        for sentence in new:
            log.warning("%s", sentence)
            self.write(types.MessageType.Warning, sentence)
        if new:
            more = f" (and {len(new) - SHOWN_AT_ONCE} more, see the log)" if len(new) > SHOWN_AT_ONCE else ""
            self.show(types.MessageType.Warning, "; ".join(new[:SHOWN_AT_ONCE]) + more)

    def log_all(self, sentences: Iterable[str]) -> None:
        """The same for the logs alone."""
        for sentence in sentences:
            self.note(sentence)

    def note(self, sentence: str) -> None:
        """One sentence for the logs alone: of the server and of the editor."""
        if sentence not in self._told:
            self._told.add(sentence)
            log.warning("%s", sentence)
            self.write(types.MessageType.Warning, sentence)

    def forget_told(self, sentences: Iterable[str]) -> None:
        """Tell these again when they come back."""
        self._told.difference_update(sentences)

    async def ask(self, message: str, choices: Sequence[str], *, within: float = 600.0) -> str | None:
        """Ask the user; None if nothing was chosen."""
        answer = await self.request(
            types.WINDOW_SHOW_MESSAGE_REQUEST,
            types.ShowMessageRequestParams(
                type=types.MessageType.Info,
                message=message,
                actions=[types.MessageActionItem(title=choice) for choice in choices],
            ),
            within=within,
        )
        title = getattr(answer, "title", None)
        return title if title in choices else None
