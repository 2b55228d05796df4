"""Where the model is and how it may be reached, from the settings; and the key, which settings never hold."""

from __future__ import annotations

import contextlib
import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from hermes_lsp.core.errors import ModelNotConfigured, SettingsError
from hermes_lsp.core.settings import Model

from .anthropic_format import AnthropicFormat
from .openai_format import OpenAIFormat
from .wire import Format

KEYRING = "hermes-lsp"
"""The service under which a key ring holds keys; the user name there is the model's URL."""
KEPT = "Skills work as before"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A model that can be asked.

    Attributes:
        key: Empty where none is needed. Never shown.
    """

    settings: Model
    format: Format
    key: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        return self.settings.name

    @property
    def url(self) -> str:
        return self.settings.url.rstrip("/") + self.format.path

    @property
    def on_this_machine(self) -> bool:
        return is_loopback(self.settings.url)

    def without_key(self, text: str) -> str:
        """A text that a server sent, without our key in it."""
        return text.replace(self.key, "[redacted]") if self.key else text


def endpoint_of(settings: Model, *, secret: str = "", environ: Mapping[str, str] | None = None) -> Endpoint:
    """The endpoint that the settings name. May look into a key ring, so not for a request.

    Args:
        secret: A key that the editor holds, which wins over the other places.

    Raises:
        ModelNotConfigured: if there is no model, or the variable that holds its key is not set.
        SettingsError: if its URL cannot be used.
    """
    if not settings.configured:
        raise ModelNotConfigured(
            "No model is configured", kept=KEPT, todo="set model.url and model.name; `hermes-lsp doctor` helps"
        )
    if not _is_web(settings.url):
        raise SettingsError("model.url is no http or https URL", kept=KEPT, todo="correct it")
    key = secret.strip() or _key(settings, os.environ if environ is None else environ)
    if not (key.isascii() and key.isprintable()):
        raise ModelNotConfigured("The model's key has characters that no key has", kept="Nothing was sent")
    if key and not settings.url.startswith("https://") and not is_loopback(settings.url):
        raise SettingsError(
            "The model's key would be sent unencrypted, since model.url begins with http://",
            kept="Nothing was sent",
            todo="use https://",
        )
    return Endpoint(settings, AnthropicFormat() if settings.provider == "anthropic" else OpenAIFormat(), key)


def _is_web(url: str) -> bool:
    try:
        return urlsplit(url).scheme in ("http", "https") and bool(urlsplit(url).hostname)
    except ValueError:
        return False


def is_loopback(url: str) -> bool:
    """True for a URL of this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return False


def _key(settings: Model, environ: Mapping[str, str]) -> str:
    if settings.api_key_variable:
        if key := environ.get(settings.api_key_variable, "").strip():
            return key
        raise ModelNotConfigured(
            f"The model needs a key, and the environment variable {settings.api_key_variable} is not set",
            kept=KEPT,
            todo="set it where the editor or the terminal is started",
        )
    return _from_keyring(settings.url)


def _from_keyring(url: str) -> str:
    from importlib.util import find_spec

    if is_loopback(url) or find_spec("keyring") is None:
        return ""
    from importlib import import_module

    keyring = import_module("keyring")
    try:
        return str(keyring.get_password(KEYRING, url) or "")
    except Exception as error:  # each of its many backends has errors of its own
        raise ModelNotConfigured(f"The key ring cannot be read ({type(error).__name__})", kept=KEPT) from error
