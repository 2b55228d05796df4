"""Secrets do not leave the machine, and code does: both are counted."""

from __future__ import annotations

import sysconfig
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

import pytest
from made_up_secrets import made_up

from hermes_lsp.skills import redaction
from hermes_lsp.skills.redaction import REDACTED, redact

KINDS = sorted(made_up(0))


@pytest.mark.parametrize("kind", KINDS)
def test_secrets_of_thirty_kinds_are_taken_out(kind: str) -> None:
    assert len(KINDS) == 30
    kept = []
    for seed in range(20):
        line, secret = made_up(seed)[kind]
        told = redact(f"before\n{line}\nafter")
        assert told.startswith("before\n")
        assert told.endswith("\nafter") or kind == "private key"
        kept += [line for part in secret.split("\n") if part in told]
    # What stands without quotes behind a name is told from code by having a digit, which not every password has.
    assert len(kept) <= (4 if kind in ("password in yaml", "password in a configuration") else 0), kept


@pytest.mark.parametrize(
    "code",
    [
        "token = tokens.pop()",
        "password: str",
        "self.token: Token2 = read_token(self.path, 12)",
        "api_key = settings.api_key or environ['API_KEY']",
        "if token == '':",
        "TOKEN_TYPE = 'identifier'",
        "token_kind: 'keyword-4'",
        "secrets = [secret for secret in found if secret]",
        "url = 'https://example.com/a:b'",
        "sha = 'da39a3ee5e6b4b0d3255bfef95601890afd80709'",
        "address = '192.0.2.17:8080'",
        "PASSWORD_FIELD = password_field(max_length=30)",
        "skip-this-test-since-it-is-long",
        "class Basic: ...  # Basic authentication",
    ],
)
def test_ordinary_code_stays_as_it_is(code: str) -> None:
    assert redact(code) == code


def test_what_surrounds_a_secret_stays() -> None:
    assert redact('db(password="correct horse", port=5432)') == f'db(password="{REDACTED}", port=5432)'
    assert redact("postgresql://shop:hunter2@db/shop") == f"postgresql://{REDACTED}@db/shop"
    assert redact("Authorization: Bearer abcdefghijklmnopqrstuvwxyz0123") == f"Authorization: Bearer {REDACTED}"


def test_hardly_anything_is_taken_out_of_the_standard_library() -> None:
    lines = taken = 0
    for path in islice(sorted(Path(sysconfig.get_path("stdlib")).glob("*.py")), 60):
        text = path.read_text(encoding="utf-8", errors="replace")
        lines += text.count("\n")
        taken += redact(text).count(REDACTED) - text.count(REDACTED)
    assert lines > 20_000
    assert taken / lines <= 0.000_2


@pytest.mark.skipif(find_spec("detect_secrets") is None, reason="detect-secrets is not installed")
def test_the_detectors_of_another_package_are_used_where_it_is_installed() -> None:
    secret = "AKC" + "p5bueTFpeGu2rcSQa4rdJUKmTRvk8vHyC7tqsj5oCfy3"
    assert redact(f"artifactory: {secret}") != f"artifactory: {secret}"
    names = {type(each).__name__ for each in redaction._detectors()}
    assert {"ArtifactoryDetector", "SquareOAuthDetector"} <= names
    assert not any("Entropy" in name or "IP" in name for name in names)
