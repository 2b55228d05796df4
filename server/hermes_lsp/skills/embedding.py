"""Texts to vectors, for the search by meaning. Nothing here uses the network but :class:`Endpoint`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol
from zlib import crc32

from hermes_lsp.core.errors import SettingsError, StoreError

from .redaction import redact

if TYPE_CHECKING:
    from hermes_lsp.core.settings import Embeddings

DIMENSIONS = 256
Vector = list[float]
_BATCH = 64
_KEPT = "Search by words and by exact keys goes on"


class Embedder(Protocol):
    """``name`` changes whenever the vectors do; vectors of different names are never compared."""

    @property
    def name(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        """One vector of unit length for each text. Raises StoreError."""


def make_embedder(settings: Embeddings) -> Embedder:
    """The embedder that the settings ask for; hashed n-grams where the embedded model has no wheel for this Python.

    Raises:
        SettingsError: for an endpoint without a URL or a model.
    """
    if settings.provider == "endpoint":
        return Endpoint(settings.url, settings.model, settings.api_key_variable)
    if settings.provider == "embedded":
        from importlib.util import find_spec

        if find_spec("wordllama"):
            return EmbeddedModel()
    return HashedNgrams()


class EmbeddedModel:
    """Static word vectors that come in the wheel of wordllama; loaded when first used."""

    name = "wordllama-256"
    dimensions = DIMENSIONS

    def __init__(self) -> None:
        self._model: Any = None

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        if not texts:
            return []
        if self._model is None:
            self._model = _load_wordllama()
        return [list(map(float, row)) for row in self._model.embed(list(texts), norm=True)]


class HashedNgrams:
    """Signed hashing of words and of their character n-grams; no model at all."""

    name = "ngrams-1-256"
    dimensions = DIMENSIONS

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        import numpy as np

        rows = np.zeros((len(texts), DIMENSIONS))
        for row, text in zip(rows, texts, strict=True):
            for gram in _grams(text):
                code = crc32(gram.encode("utf-8", "replace"))
                row[code % DIMENSIONS] += 1.0 if code & 0x8000_0000 else -1.0
        norms = np.linalg.norm(rows, axis=1, keepdims=True)
        return [list(map(float, row)) for row in rows / np.where(norms == 0, 1, norms)]


class Endpoint:
    """An endpoint that the user configured and that speaks OpenAI's format (``POST <url>/embeddings``).

    Args:
        url: The base URL, such as ``http://127.0.0.1:11434/v1``.
        model: The model's name there.
        api_key_variable: Environment variable that holds the key; it is read at each request and kept nowhere.
        timeout: Seconds for one request.
    """

    def __init__(self, url: str, model: str, api_key_variable: str = "", *, timeout: float = 30.0) -> None:
        if not url.startswith(("http://", "https://")) or not model:
            raise SettingsError(
                "embeddings.provider is “endpoint”, and embeddings.url or embeddings.model does not say which",
                kept=_KEPT,
                todo="set both, or set embeddings.provider to “embedded”",
            )
        self.url = url.rstrip("/")
        self.model = model
        self.api_key_variable = api_key_variable
        self.timeout = timeout
        self._dimensions = 0

    @property
    def name(self) -> str:
        return f"endpoint {self.url} {self.model} {self.dimensions}"

    @property
    def dimensions(self) -> int:
        """As the endpoint's first answer shows. Raises StoreError if it does not answer."""
        if not self._dimensions:
            self._request(["dimensions"])
        return self._dimensions

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        return [vector for batch in _batches(texts) for vector in self._request([redact(text) for text in batch])]

    def _request(self, texts: list[str]) -> list[Vector]:
        import httpx

        try:
            response = httpx.post(
                f"{self.url}/embeddings",
                json={"model": self.model, "input": texts},
                headers=self._headers(),
                timeout=self.timeout,
            )
            response.raise_for_status()
            rows = sorted(response.json()["data"], key=lambda row: row["index"])
            vectors = [_unit([float(number) for number in row["embedding"]]) for row in rows]
        except httpx.TimeoutException as error:
            raise self._error(f"did not answer within {self.timeout:g} s") from error
        except httpx.HTTPStatusError as error:
            raise self._error(f"answered with status {error.response.status_code}") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self._error(f"cannot be reached ({type(error).__name__})") from error
        except (ValueError, KeyError, TypeError) as error:
            raise self._error("gave an answer that is not in the format of embeddings") from error
        sizes = {len(vector) for vector in vectors}
        if len(vectors) != len(texts) or len(sizes) != 1 or (self._dimensions and sizes != {self._dimensions}):
            raise self._error("gave vectors of a number or length that does not fit")
        self._dimensions = sizes.pop()
        return vectors

    def _headers(self) -> dict[str, str]:
        if not self.api_key_variable:
            return {}
        key = os.environ.get(self.api_key_variable)
        if not key:
            raise self._error(f"needs a key, and the environment variable {self.api_key_variable} is not set")
        return {"Authorization": f"Bearer {key}"}

    def _error(self, what: str) -> StoreError:
        return StoreError(
            f"The endpoint for embeddings at {redact(self.url)} {what}",
            kept=_KEPT,
            todo="look at embeddings.url, embeddings.model and embeddings.apiKeyVariable",
        )


def _load_wordllama() -> Any:
    from pathlib import Path

    import wordllama

    try:
        return wordllama.WordLlama.load(cache_dir=Path(wordllama.__file__).parent, disable_download=True)
    except Exception as error:  # whatever a broken installation raises
        raise StoreError(
            f"The embedded model cannot be loaded ({error})",
            kept=_KEPT,
            todo="reinstall wordllama, or set embeddings.provider to “hashed”",
        ) from error


def _grams(text: str) -> Iterator[str]:
    for word in text.lower().split():
        yield word
        padded = f"<{word}>"
        for size in (3, 4):
            yield from (padded[at : at + size] for at in range(len(padded) - size + 1))


def _batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    return (texts[at : at + _BATCH] for at in range(0, len(texts), _BATCH))


def _unit(vector: Vector) -> Vector:
    length = sum(number * number for number in vector) ** 0.5
    return [number / length for number in vector] if length else vector
