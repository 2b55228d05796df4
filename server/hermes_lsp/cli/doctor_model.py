"""What `hermes-lsp doctor` says of the model: which is asked, what it cost today, and what runs on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from .findings import BROKEN, OK, Finding

if TYPE_CHECKING:
    from hermes_lsp.workflows.project import Project

AREA = "model"
NONE = "none is configured, and none is needed: it is asked only where no skill fits"


def findings(project: Project) -> Iterator[Finding]:
    """A model that is not configured is nothing ill; one that is and cannot be asked is."""
    from hermes_lsp.agent.endpoint import endpoint_of
    from hermes_lsp.agent.local_servers import find_local_servers, models_at
    from hermes_lsp.core.errors import HermesError
    from hermes_lsp.core.places import Places

    settings = project.settings.model
    if not settings.configured:
        yield Finding(AREA, "model", OK, NONE)
        for server in find_local_servers():
            own = Places.from_environment().settings
            mend = (
                f"to use it, in the editor's settings or {own}: model.url {server.url}, model.name {server.models[0]}"
            )
            yield Finding(AREA, server.name, OK, f"runs at {server.url} with {', '.join(server.models[:5])}", mend)
        return
    try:
        endpoint = endpoint_of(settings)
    except HermesError as error:
        yield Finding(AREA, "model", BROKEN, error.what, error.todo)
        return
    yield Finding(AREA, "model", OK, f"{settings.name} at {settings.url}, {_key(bool(endpoint.key))}")
    if endpoint.on_this_machine:
        there = models_at(settings.url)
        if there is None:
            mend = "start it, such as: ollama serve, or llama-server -m MODEL.gguf"
            yield Finding(AREA, "server", BROKEN, f"nothing answers at {settings.url}", mend)
        elif there and settings.name not in there:
            mend = f"set model.name to one of them, or fetch it, such as: ollama pull {settings.name}"
            yield Finding(AREA, "server", BROKEN, f"it has {', '.join(there[:5])}, and no {settings.name}", mend)
    yield Finding(AREA, "today", OK, _today(project))


def _key(there: bool) -> str:
    return "with a key" if there else "without a key"


def _today(project: Project) -> str:
    from hermes_lsp.agent.spending import spent_on

    spent = spent_on(project.places.root.parent.parent, datetime.now(UTC).date())
    price = f", {spent.price:.2f} at the prices of the settings" if spent.price else ""
    return f"{spent.tasks} tasks, {spent.usage.requests} requests, {spent.usage.tokens:,} tokens{price}"
