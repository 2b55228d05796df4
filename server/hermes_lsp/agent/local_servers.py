"""Model servers that run on this machine, found on the ports they use by default."""

from __future__ import annotations

from dataclasses import dataclass

from .wire import rows, table

PORTS = {"Ollama": 11434, "llama.cpp": 8080, "LM Studio": 1234, "vLLM": 8000}
WITHIN = 0.5
"""Seconds for each; what runs here answers at once."""


@dataclass(frozen=True, slots=True)
class LocalServer:
    """One that answered, with the names of its models."""

    name: str
    url: str
    models: tuple[str, ...]


def find_local_servers(ports: dict[str, int] | None = None) -> list[LocalServer]:
    """Those that run now and list their models in OpenAI's format. Asks this machine only."""
    found: list[LocalServer] = []
    for name, port in (PORTS if ports is None else ports).items():
        url = f"http://127.0.0.1:{port}/v1"
        if models := models_at(url):
            found.append(LocalServer(name, url, models))
    return found


def models_at(url: str) -> tuple[str, ...] | None:
    """The names of the models of a server on this machine; None if nothing answers, or something else does."""
    import httpx

    try:
        answer = httpx.get(f"{url.rstrip('/')}/models", timeout=WITHIN, trust_env=False).raise_for_status().json()
    except (httpx.HTTPError, ValueError):
        return None
    return tuple(str(table(one).get("id")) for one in rows(table(answer).get("data")) if table(one).get("id"))
