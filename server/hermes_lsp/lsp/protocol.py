"""The wire, made strict: every request is answered, and an answer never carries our insides.

Differences from the library's protocol, each for a cause that was seen:

- A message is structured as a whole when it is dispatched, not by its nested objects. Otherwise an argument that has a
  ``jsonrpc`` key of its own becomes a message, and malformed parameters get no answer at all.
- Handlers are looked up in one table and run as they are. The library's own handlers keep a second copy of all texts,
  and wrap coroutines so that cancelling a command leaves it running.
- Errors say what happened, without tracebacks and paths of files.
"""

from __future__ import annotations

import asyncio
import inspect
import logging
from collections.abc import Callable
from concurrent.futures import CancelledError as FutureCancelled
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInternalError, JsonRpcInvalidParams, JsonRpcMethodNotFound
from pygls.protocol import LanguageServerProtocol

from hermes_lsp.core.errors import HermesError, StaleEdit

if TYPE_CHECKING:
    from .server import Server

log = logging.getLogger(__name__)

_BEFORE_INITIALIZE = frozenset({types.INITIALIZE, types.EXIT})


class Protocol(LanguageServerProtocol):
    """See the module's text."""

    _server: Server

    def _register_builtin_features(self) -> None:
        """None of the library's: the server's table has all handlers."""

    def _get_handler(self, feature_name: str) -> Callable[[Any], Any]:
        try:
            handler = self._server.handler(feature_name)
        except Exception as error:  # the file of a handler cannot be imported
            raise JsonRpcInternalError(error_of(error).message) from error
        if handler is None:
            raise JsonRpcMethodNotFound.of(feature_name)
        return handler

    def structure_message(self, data: dict[str, Any]) -> Any:
        """Called for every object of a message, the innermost first; the whole is structured in handle_message."""
        return data

    def handle_message(self, message: Any) -> None:
        """Dispatch one message as it was decoded from JSON."""
        if not isinstance(message, dict) or message.get("jsonrpc") != "2.0":
            self._refuse(_id_of(message), types.ErrorCodes.InvalidRequest, "not a message of JSON-RPC 2.0")
            return
        method, request = message.get("method"), _id_of(message)
        if method is not None and not isinstance(method, str):
            self._refuse(request, types.ErrorCodes.InvalidRequest, "the method must be a string")
            return
        if method is not None and (refusal := self._out_of_order(method)):
            if request is not None:
                self._refuse(request, *refusal)
            return
        try:
            structured = super().structure_message(message)
        except JsonRpcException as error:
            self._malformed(method, request, error)
        else:
            super().handle_message(structured)
            if method == types.SHUTDOWN:  # at once: "exit" may already be in the same packet
                self._shutdown = True

    def _out_of_order(self, method: str) -> tuple[types.ErrorCodes, str] | None:
        if self._shutdown and method != types.EXIT:
            return types.ErrorCodes.InvalidRequest, "the server is shutting down"
        if method == types.INITIALIZE and self._server.initialized:
            return types.ErrorCodes.InvalidRequest, "initialize was sent twice"
        if not self._server.initialized and method not in _BEFORE_INITIALIZE:
            return types.ErrorCodes.ServerNotInitialized, "initialize comes first"
        return None

    def _malformed(self, method: str | None, request: int | str | None, error: JsonRpcException) -> None:
        if method is None:  # an answer of the client's to a request of ours
            waiting = self._request_futures.pop(request, None) if request is not None else None
            if waiting is not None and not waiting.done():
                waiting.set_exception(JsonRpcInvalidParams("the client's answer cannot be read"))
            return
        why = str(error.__cause__ or error).splitlines()[0]
        log.warning("malformed parameters of %s: %s", method, why)
        if request is not None:
            self._refuse(request, types.ErrorCodes.InvalidParams, f"the parameters of {method} cannot be read: {why}")

    def _refuse(self, request: int | str | None, code: types.ErrorCodes, why: str) -> None:
        self._send_response(request, error=types.ResponseError(code=code.value, message=why))  # type: ignore[arg-type]

    def refuse_text(self) -> None:
        """Answer a body that is not JSON; there is no id to answer to."""
        self._refuse(None, types.ErrorCodes.ParseError, "the body of a message is not JSON in UTF-8")

    def _handle_response(
        self, msg_id: int | str, result: Any | None = None, error: types.ResponseError | None = None
    ) -> None:
        self._result_types.pop(msg_id, None)
        super()._handle_response(msg_id, result, error)

    def _send_handler_result(self, future: Future[Any], *, msg_id: int | str) -> None:
        self._request_futures.pop(msg_id, None)
        try:
            result = future.result()
        except BaseException as error:
            if not isinstance(error, Exception | asyncio.CancelledError | FutureCancelled):
                raise
            self._send_response(msg_id, error=error_of(error))
        else:
            self._send_response(msg_id, result=result)

    def _execute_handler(
        self,
        msg_id: int | str,
        handler: Callable[..., Any],
        callback: Callable[[Future[Any]], None],
        args: tuple[Any, ...] | None = None,
        kwargs: dict[str, Any] | None = None,
    ) -> None:
        """A plain function may answer with a coroutine: it then knows what it is asked about as it was at that time."""
        if asyncio.iscoroutinefunction(handler):
            super()._execute_handler(msg_id, handler, callback, args, kwargs)
            return
        future: Any = Future()
        try:
            result = handler(*(args or ()), **(kwargs or {}))
        except Exception as error:
            future.set_exception(error)
        else:
            if inspect.iscoroutine(result):
                future = asyncio.ensure_future(result)
                self._request_futures[msg_id] = future
            else:
                future.set_result(result)
        future.add_done_callback(callback)

    def _check_handler_result(self, future: Future[Any]) -> None:
        if future.cancelled() or (error := future.exception()) is None:
            return
        if isinstance(error, HermesError):  # raised on purpose: its words are all that there is to know
            log.warning("%s", error)
        else:
            log.error("a notification could not be handled", exc_info=error)

    def forget(self, msg_id: str) -> None:
        """Do not wait for the answer to a request of ours any longer."""
        self._request_futures.pop(msg_id, None)
        self._result_types.pop(msg_id, None)

    def cancel_requests(self) -> None:
        """Requests that still run are answered as cancelled."""
        current: object = asyncio.current_task()
        for future in list(self._request_futures.values()):
            if inspect.isawaitable(future) and future is not current:
                future.cancel()


def error_of(error: BaseException) -> types.ResponseError:
    """What the client is told. What only we can use goes to the log."""
    if isinstance(error, asyncio.CancelledError | FutureCancelled):
        return types.ResponseError(code=types.LSPErrorCodes.RequestCancelled.value, message="cancelled")
    if isinstance(error, StaleEdit):
        return types.ResponseError(code=types.LSPErrorCodes.ContentModified.value, message=str(error))
    if isinstance(error, HermesError):
        return types.ResponseError(code=types.LSPErrorCodes.RequestFailed.value, message=str(error))
    if isinstance(error, JsonRpcException):
        return types.ResponseError(code=error.code, message=str(error.message))
    log.error("a request could not be handled", exc_info=error)
    return types.ResponseError(
        code=types.ErrorCodes.InternalError.value,
        message=f"hermes-lsp met an error of its own ({type(error).__name__}); its log says more",
    )


def _id_of(message: Any) -> int | str | None:
    value = message.get("id") if isinstance(message, dict) else None
    return value if isinstance(value, int | str) else None
