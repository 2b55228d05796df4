"""Secrets are taken out of a text before it leaves the machine."""

from __future__ import annotations

import re

_SECRETS = (
    re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL),
    re.compile(r"\b(?:sk|pk|rk)[-_][A-Za-z0-9_-]{16,}|\bgh[pousr]_[A-Za-z0-9]{20,}|\bgithub_pat_[A-Za-z0-9_]{20,}"),
    re.compile(r"\bAKIA[0-9A-Z]{16}\b|\bxox[abprs]-[A-Za-z0-9-]{10,}|\bglpat-[A-Za-z0-9_-]{16,}"),
    re.compile(r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*"),
    re.compile(r"(?<=://)[^/\s:@]{1,64}:[^/\s@]{1,128}(?=@)"),
)
_ASSIGNED = re.compile(
    r"(?i)([\w-]*(?:api[_-]?key|secret|token|passw(?:or)?d|credential)[\w-]*[\"']?\s*[:=]\s*)([\"'])[^\"'\n]{6,}\2"
)


def redact(text: str) -> str:
    """The text with keys, tokens, passwords and private keys replaced by ``[redacted]``."""
    for pattern in _SECRETS:
        text = pattern.sub("[redacted]", text)
    return _ASSIGNED.sub(r"\1\2[redacted]\2", text)
