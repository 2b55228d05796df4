"""Secrets of thirty kinds, made up anew from random characters, each as it stands in code or a configuration."""

from __future__ import annotations

import base64
import json
import random
import string

_LETTERS, _HEX = string.ascii_letters + string.digits, "0123456789abcdef"


def made_up(seed: int) -> dict[str, tuple[str, str]]:
    """By kind, a line and the secret in it. The parts are put together here, so that no scanner finds them in this file."""
    chance = random.Random(seed)  # noqa: S311 - nothing of it is to be kept secret

    def some(count: int, of: str = _LETTERS) -> str:
        return "".join(chance.choices(of, k=count))

    def jwt() -> str:
        parts = ({"alg": "HS256", "typ": "JWT"}, {"sub": some(12), "iat": 1})
        coded = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
        return ".".join([*coded, some(43)])

    upper = string.ascii_uppercase + string.digits
    key = base64.b64encode(some(64).encode()).decode()
    found = {
        "aws access key": ("key_id = {}", "AKIA" + some(16, upper)),
        "aws secret key": ('aws_secret_access_key = "{}"', some(40, _LETTERS + "/+")),
        "github token": ("git clone with {} as user", "gh" + "p_" + some(36)),
        "github fine-grained token": ("TOKEN={}", "github_" + "pat_" + some(22) + "_" + some(59)),
        "gitlab token": ("use {} for the api", "glpat" + "-" + some(20)),
        "slack token": ("say(channel, {!r})", "xox" + "b-" + some(12, string.digits) + "-" + some(24)),
        "slack webhook": (
            "https://hooks.slack.com/services/{}",
            "T" + some(8, upper) + "/B" + some(8, upper) + "/" + some(24),
        ),
        "stripe key": ("stripe.key = {!r}", "sk" + "_live_" + some(24)),
        "google api key": ("maps.load({!r})", "AI" + "za" + some(35)),
        "google oauth secret": ("client: {}", "GOC" + "SPX-" + some(28)),
        "openai key": ("client = OpenAI({!r})", "sk" + "-proj-" + some(40)),
        "anthropic key": ("ask({!r})", "sk" + "-ant-api03-" + some(80)),
        "hugging face token": ("login({!r})", "h" + "f_" + some(34)),
        "npm token": ("//npm.example.org/:_authToken={}", "np" + "m_" + some(36)),
        "pypi token": ("upload with {}", "pypi-" + "AgEIcHlwaS5vcmc" + some(70)),
        "sendgrid key": ("mail({!r})", "S" + "G." + some(22) + "." + some(43)),
        "twilio key": ("twilio({!r})", "S" + "K" + some(32, _HEX)),
        "mailchimp key": ("list({!r})", some(32, _HEX) + "-us12"),
        "telegram bot token": ("bot({!r})", some(10, "123456789") + ":" + "AA" + some(33)),
        "discord bot token": ("run({!r})", "M" + some(23) + "." + some(6) + "." + some(27)),
        "digitalocean token": ("do({!r})", "do" + "p_v1_" + some(64, _HEX)),
        "azure storage key": ("DefaultEndpointsProtocol=https;AccountName=a;AccountKey={}", key),
        "json web token": ("send({!r})", jwt()),
        "bearer header": ('headers = {{"Authorization": "Bearer {}"}}', some(40)),
        "basic header": ("Authorization: Basic {}", base64.b64encode(some(24).encode()).decode()),
        "password in a url": ("postgresql://shop:{}@db.example.com/shop", some(16)),
        "password in code": ('db_password = "{}"', some(12)),
        "password in a configuration": ("DB_PASSWORD={}", some(16)),
        "password in yaml": ("  password: {}", some(16)),
        "private key": (
            "-----BEGIN RSA " + "PRIVATE KEY-----\n{}\n-----END RSA " + "PRIVATE KEY-----",
            some(64) + "\n" + some(64),
        ),
    }
    return {kind: (line.format(secret), secret) for kind, (line, secret) in found.items()}
