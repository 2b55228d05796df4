"""The set-ups of editors that are not run here: whole, with documented keys alone, and starting the same command."""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any

from people import CLIENTS

COMMAND = ["hermes-lsp", "--stdio"]

HELIX_SERVER = {"command", "args", "config", "timeout", "environment", "required-root-patterns"}
"""Keys of a language server in Helix: its book, ``book/src/languages.md`` at 079a789, "Language Server ..."."""
HELIX_LANGUAGE = {"name", "language-id", "roots", "auto-format", "language-servers", "formatter", "indent"}
"""Those of a language that a set-up may touch: the same page, "Language configuration"."""
HELIX_KNOWS = {
    "python": {"pylsp", "ruff"},
    "javascript": {"typescript-language-server"},
    "jsx": {"typescript-language-server"},
    "typescript": {"typescript-language-server"},
    "tsx": {"typescript-language-server"},
    "bash": {"bash-language-server"},
}
"""Names of languages and of their servers in Helix's own ``languages.toml`` at 079a789."""

ZED_SERVER = {"binary", "initialization_options", "settings"}
ZED_BINARY = {"path", "arguments", "env", "ignore_system_version"}
"""Keys of a language server in Zed: its documentation, ``docs/src/configuring-languages.md`` at 01d6d2d."""
ZED_PYTHON = {"basedpyright", "ruff", "ty", "pyright", "pylsp"}
"""Servers that Zed has for Python: ``docs/src/languages/python.md`` at 0a1cc88."""

KATE_SERVER = {
    *("command", "commandDebug", "path", "url", "use", "root", "rootIndicationFileNames", "rootIndicationFilePatterns"),
    *("highlightingModeRegex", "documentLanguageId", "initializationOptions", "settings"),
    *("completionTriggerCharacters", "signatureTriggerCharacters"),
}
"""Keys of a language server in Kate: its handbook, ``doc/kate/plugins.docbook`` at 8bb02e9, "LSP Client Plugin"."""
KATE_LANGUAGES = {"python", "javascript", "bash"}
"""Names of languages in Kate's own ``addons/lspclient/settings.json`` at 8bb02e9."""


def test_helix() -> None:
    setup = tomllib.loads((CLIENTS / "helix" / "languages.toml").read_text(encoding="utf-8"))
    assert setup.keys() == {"language-server", "language"}
    server = setup["language-server"]["hermes"]
    assert server.keys() <= HELIX_SERVER
    assert [server["command"], *server["args"]] == COMMAND
    languages = {language["name"]: language for language in setup["language"]}
    assert languages.keys() == HELIX_KNOWS.keys()
    for name, language in languages.items():
        assert language.keys() <= HELIX_LANGUAGE
        assert set(language["language-servers"]) == HELIX_KNOWS[name] | {"hermes"}


def test_zed() -> None:
    setup = commented_json((CLIENTS / "zed" / "settings.json").read_text(encoding="utf-8"))
    assert setup.keys() == {"lsp", "languages"}
    (lender, server), *others = setup["lsp"].items()
    assert not others
    assert lender in ZED_PYTHON
    assert server.keys() <= ZED_SERVER
    assert server["binary"].keys() <= ZED_BINARY
    assert [server["binary"]["path"], *server["binary"]["arguments"]] == COMMAND
    assert setup["languages"].keys() == {"Python"}
    servers = setup["languages"]["Python"]["language_servers"]
    assert lender in servers
    assert set(servers) <= ZED_PYTHON


def test_kate() -> None:
    setup = json.loads((CLIENTS / "kate" / "settings.json").read_text(encoding="utf-8"))
    assert setup.keys() == {"servers"}
    assert setup["servers"].keys() <= KATE_LANGUAGES
    for server in setup["servers"].values():
        assert server.keys() <= KATE_SERVER
        assert server["command"] == COMMAND


def commented_json(text: str) -> Any:
    return json.loads(re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE))
