"""The editor's secret channel: ``initializationOptions.secrets``, with ``modelApiKey``.

What comes there stays in memory: it is no setting, and goes into no log, status or journal.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .session import Session

NAME, MODEL_KEY = "secrets", "modelApiKey"


def without_secrets(options: Mapping[str, Any]) -> dict[str, Any]:
    """Options as settings."""
    return {name: value for name, value in options.items() if name != NAME}


def model_key(session: Session) -> str:
    """The key that the editor holds for the model; empty if it holds none."""
    from .configuration import SECTION, plain

    options = plain(session.options)
    for place in (options, options.get(SECTION) if isinstance(options, Mapping) else None):
        secrets = place.get(NAME) if isinstance(place, Mapping) else None
        if isinstance(secrets, Mapping) and isinstance(secrets.get(MODEL_KEY), str):
            return str(secrets[MODEL_KEY])
    return ""
