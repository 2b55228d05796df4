"""What both notations, that of patterns and that of templates, share."""

from __future__ import annotations

import json


class NotationError(ValueError):
    """A pattern or template is not written as it must be; the message says where."""


def unquoted(text: str) -> str:
    if not text.startswith('"'):
        return text
    try:
        return str(json.loads(text))
    except ValueError as error:
        raise NotationError(f"{text} is not a string") from error
