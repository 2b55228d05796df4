"""Asking for what a server may not know, tools and answers of a given form, and doing without what it refuses.

That an endpoint refuses forms is remembered while the process lives, so that it is asked in vain once.
"""

from __future__ import annotations

import json
from dataclasses import replace

from hermes_lsp.core.errors import ModelRefused

from .asking import PARTS_OF_REQUESTS, OnNote, OnUsage, Refused, ask
from .conversation import Answer, Conversation, OnText, Usage
from .endpoint import Endpoint

_MALFORMED = frozenset({400, 422, 500, 501})
"""Statuses by which servers say that they do not know a part of a request."""
_formless: set[tuple[str, str]] = set()
"""URL and name of the models whose server refused to hold them to a form."""


def _ignore(_: str) -> None:
    pass


def _uncounted(_: Usage) -> None:
    pass


async def ask_adapted(
    endpoint: Endpoint,
    conversation: Conversation,
    *,
    on_text: OnText,
    on_note: OnNote = _ignore,
    on_usage: OnUsage = _uncounted,
) -> tuple[Answer, Conversation]:
    """The answer, and the conversation as it was asked in the end: without what the server refused, from now on.

    Raises:
        ModelError: as :func:`~hermes_lsp.agent.asking.ask`.
    """
    conversation = replace(conversation, held=conversation.held and _holds_forms(endpoint))
    held = conversation.held
    while True:
        try:
            answer = await ask(endpoint, conversation, on_text=on_text, on_note=on_note, on_usage=on_usage)
        except ModelRefused as error:
            without = _without_what_is_refused(conversation, error)
            if without is None:
                raise
            lacks = "no tools" if conversation.tools and not without.tools else "no answers of a given form"
            on_note(f"{endpoint.name} knows {lacks} and is asked without them")
            conversation = without
        else:
            if held and not conversation.held:  # now it is known that the form was to blame
                _formless.add(_name(endpoint))
            return _as_text(answer, conversation), conversation


def forget_refusals() -> None:
    """Ask every endpoint for forms again."""
    _formless.clear()


def _holds_forms(endpoint: Endpoint) -> bool:
    return endpoint.settings.structured == "auto" and _name(endpoint) not in _formless


def _name(endpoint: Endpoint) -> tuple[str, str]:
    return endpoint.settings.url, endpoint.settings.name


def _without_what_is_refused(conversation: Conversation, error: ModelRefused) -> Conversation | None:
    """What to ask instead; None if it is not clear that less would help."""
    words = str(error).lower()
    about_form = any(mark in words for mark in PARTS_OF_REQUESTS)
    about_tools = "tool" in words and not about_form
    if conversation.tools and about_tools:
        return replace(conversation, tools=())
    if conversation.held and isinstance(error, Refused) and error.status in _MALFORMED:
        return replace(conversation, held=False)
    return None


def _as_text(answer: Answer, conversation: Conversation) -> Answer:
    """An answer that came as the call of a tool, as if it had been said."""
    shape = conversation.shape
    if shape is None or not conversation.held:
        return answer
    given = [call for call in answer.calls if call.name == shape.name]
    if not given:
        return answer
    return replace(answer, text=json.dumps(given[0].arguments or {}, ensure_ascii=False), calls=())
