"""The shipped JSON Schema says what the settings say."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema

from hermes_lsp.core.settings import Settings
from hermes_lsp.core.settings_schema import json_schema

SHIPPED = Path(__file__).parents[2] / "schemas" / "settings.schema.json"


def test_the_shipped_schema_is_the_one_of_the_code() -> None:
    assert json.loads(SHIPPED.read_text(encoding="utf-8")) == json_schema(), "run: make schemas"


def test_the_schema_takes_the_defaults_and_refuses_what_is_wrong() -> None:
    validator = jsonschema.Draft202012Validator(json_schema())
    assert validator.is_valid(Settings().model_dump(mode="json", by_alias=True))
    assert not validator.is_valid({"offers": {"perProblem": 9}})
    assert not validator.is_valid({"enabel": True})


def test_the_readme_names_every_setting() -> None:
    readme = (SHIPPED.parents[1] / "README.md").read_text(encoding="utf-8")
    missing = [name for name in json_schema()["properties"] if f"`{name}" not in readme]
    assert not missing
