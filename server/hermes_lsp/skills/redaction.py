"""Secrets are taken out of a text before it leaves the machine.

By the form of keys and tokens that many services use, by the names that passwords are assigned to, and, where the package
``detect-secrets`` is installed (the extra ``secrets``), by its detectors of such forms too. Those that go by chance alone,
high entropy and public addresses, are left out: in ordinary code they find one line in a thousand, and what they take out
would be missing from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol

REDACTED = "[redacted]"
_BY_CHANCE = frozenset({"high_entropy_strings", "ip_public", "keyword"})
"""Modules of ``detect-secrets`` that are not used."""

_SECRETS = (
    ("PRIVATE KEY", re.compile(r"()-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL)),
    # What begins as one service alone begins its keys: OpenAI, Anthropic, Stripe; GitHub, GitLab; AWS, Google; Slack;
    # Hugging Face, npm, PyPI, SendGrid, DigitalOcean, Shopify, Databricks, Vault.
    (
        "",
        re.compile(
            r"()\b(?:(?:sk|pk|rk)[-_][A-Za-z0-9_-]{16,}|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}"
            r"|glpat-[A-Za-z0-9_-]{16,}|A[KS]IA[0-9A-Z]{16}\b|AIza[A-Za-z0-9_-]{35}|GOCSPX-[A-Za-z0-9_-]{20,}"
            r"|xox[abeoprs]-[A-Za-z0-9-]{10,}|hf_[A-Za-z0-9]{30,}|npm_[A-Za-z0-9]{30,}|pypi-AgE[A-Za-z0-9_-]{20,}"
            r"|SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}|do[op]_v1_[a-f0-9]{60,}|shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}"
            r"|dapi[a-f0-9]{32}|hvs\.[A-Za-z0-9_-]{20,})"
        ),
    ),
    ("eyJ", re.compile(r"()eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*")),
    # Twilio, Mailchimp, Telegram, Discord: forms that nothing else has.
    ("", re.compile(r"()(?:\bSK[a-f0-9]{32}\b|\b[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,40}\b)")),
    ("-us", re.compile(r"()\b[a-f0-9]{32}-us\d{1,2}\b")),
    (":AA", re.compile(r"()\b\d{8,10}:AA[A-Za-z0-9_-]{33}\b")),
    ("hooks.slack.com", re.compile(r"(hooks\.slack\.com/services/)[A-Za-z0-9/]{20,}")),
    ("://", re.compile(r"(://)[^/\s:@]{1,64}:[^/\s@]{1,128}(?=@)")),
    ("AccountKey=", re.compile(r"(AccountKey=)[A-Za-z0-9+/]{40,}={0,2}")),
    ("Bearer ", re.compile(r"(Bearer )[A-Za-z0-9._~+/-]{20,}=*")),
    ("Basic ", re.compile(r"(Authorization: Basic )[A-Za-z0-9+/]{12,}={0,2}")),
)
"""Each with a piece of text that it cannot do without, since most texts have none of them. Group 1 stays."""

_NAMES = ("key", "secret", "token", "passw", "credential")
_NAMED = (
    r"(?:api[_-]?key|secret|token|passw(?:or)?d|credential)"
    r"(?![_-](?:type|kind|name|class|path|url|file|range|with|re|pattern)\b)[\w-]*"
)
_QUOTED = re.compile(rf"(?i)({_NAMED}[\"']?\s*[:=]\s*)([\"'])[^\"'\n]{{6,}}\2")
_BARE = re.compile(
    rf"(?i)(^[ \t]*(?:export[ \t]+)?[\w.-]*?{_NAMED}[ \t]*[:=][ \t]*)"
    r"(?=[^\s]*\d)(?=[^\s]*[a-z])[\w+/=@!#$%^&*~-]{10,}[ \t]*$"
)
"""A configuration's line, without quotes; what has no digit, or a dot or a bracket, is code."""


def redact(text: str) -> str:
    """The text with keys, tokens, passwords and private keys replaced by ``[redacted]``."""
    for mark, pattern in _SECRETS:
        if mark in text:
            text = pattern.sub(rf"\1{REDACTED}", text)
    detectors = _detectors()
    return "\n".join(_without(line, detectors) for line in text.split("\n"))


class _Detector(Protocol):
    def analyze_string(self, string: str) -> Iterable[str]: ...


def _without(line: str, detectors: Iterable[_Detector]) -> str:
    """A line without what is assigned to a name that speaks of a secret, and without what the detectors find."""
    small = line.lower()
    if any(name in small for name in _NAMES):
        line = _QUOTED.sub(rf"\1\2{REDACTED}\2", line)
        line = _BARE.sub(rf"\1{REDACTED}", line)
    for detector in detectors:
        for found in detector.analyze_string(line):
            line = line.replace(found, REDACTED) if found.strip() else line
    return line


@cache
def _detectors() -> tuple[_Detector, ...]:
    """The detectors of ``detect-secrets``, as far as they go by form; none where it is not installed."""
    if find_spec("detect_secrets") is None:
        return ()
    from pkgutil import iter_modules

    package = import_module("detect_secrets.plugins")
    base = import_module("detect_secrets.plugins.base").RegexBasedDetector
    found: list[_Detector] = []
    for module in iter_modules(package.__path__):
        if module.name in _BY_CHANCE or module.name == "base":
            continue
        members = vars(import_module(f"detect_secrets.plugins.{module.name}")).values()
        found += [one() for one in members if isinstance(one, type) and issubclass(one, base) and one is not base]
    return tuple(found)
