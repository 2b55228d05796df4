"""The extension's settings are those of the server; its own tests say the same, where there is a Node to run them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema

from hermes_lsp.core.settings import NOT_FROM_WORKSPACE, Settings
from hermes_lsp.core.settings_schema import json_schema
from hermes_lsp.lsp.lifecycle import COMMANDS
from hermes_lsp.syntax.grammars import all_languages

MANIFEST = Path(__file__).parents[2] / "editor-client" / "vscode" / "package.json"
OWN = {"server.path", "server.package", "forwardDiagnostics"}
TRUST = "trusted"
"""What VS Code itself asks its user."""


def manifest() -> dict[str, Any]:
    return json.loads(MANIFEST.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def properties() -> dict[str, dict[str, Any]]:
    """The settings in the manifest, without the section's name."""
    sections = manifest()["contributes"]["configuration"]
    found = {name: value for section in sections for name, value in section["properties"].items()}
    return {name.removeprefix("hermesLsp."): value for name, value in found.items()}


def defaults() -> dict[str, Any]:
    """The server's settings with their defaults, by dotted name."""
    found: dict[str, Any] = {}
    for name, value in Settings().model_dump(mode="json", by_alias=True).items():
        found |= {f"{name}.{key}": one for key, one in value.items()} if isinstance(value, dict) else {name: value}
    return found


def test_the_extension_has_every_setting_with_its_default() -> None:
    wanted = {name: value for name, value in defaults().items() if name != TRUST}
    there = {name: value["default"] for name, value in properties().items() if name not in OWN}
    assert there == wanted, "run: npm run settings, in editor-client/vscode"


def test_what_a_workspace_may_not_decide_belongs_to_the_machine() -> None:
    for name, value in properties().items():
        if name.partition(".")[0] in {to_camel(each) for each in NOT_FROM_WORKSPACE} | {"server"}:
            assert value["scope"] == "machine", name


def to_camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)


def test_what_the_settings_page_lets_through_the_server_takes() -> None:
    validator = jsonschema.Draft202012Validator(json_schema())
    for name, value in properties().items():
        if name in OWN:
            continue
        for chosen in value.get("enum", [value["default"]]):
            given = chosen
            for part in reversed(name.split(".")):
                given = {part: given}
            assert validator.is_valid(given), (name, chosen)


def test_the_extension_wakes_up_for_every_language_that_has_a_grammar() -> None:
    events = manifest()["activationEvents"]
    missing = [each.id for each in all_languages() if f"onLanguage:{each.id}" not in events]
    assert missing == []


def test_the_commands_that_the_extension_calls_are_those_of_the_server() -> None:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (MANIFEST.parent / "src").rglob("*.ts"))
    called = set(re.findall(r'"(hermes\.\w+)"', sources))
    assert {"hermes.knowledge", "hermes.fixWithModel"} <= called
    assert called - set(COMMANDS) == set()
