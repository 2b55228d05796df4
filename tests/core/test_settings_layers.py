"""Settings: which layer wins, what becomes of bad values, and what a workspace may not decide for its user."""

from __future__ import annotations

import itertools
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic.alias_generators import to_camel

from hermes_lsp.core.evidence import Tier
from hermes_lsp.core.settings import Settings, merge_settings, to_snake
from hermes_lsp.core.settings_schema import json_schema

LAYERS = ["initializationOptions", "editor", "workspace:hermes-lsp.toml", "workspace:pyproject.toml"]
CHECKER = {"name": "mine", "command": ["mine", "{file}"], "languages": ["python"]}


def merged(raw: object, layer: str = "editor") -> Settings:
    settings, warnings = merge_settings([(layer, raw)])
    assert warnings == []
    return settings


def test_without_any_layer_the_defaults_hold() -> None:
    settings, warnings = merge_settings([])
    assert (settings, warnings) == (Settings(), [])
    assert settings.enable is True
    assert settings.trusted is False
    assert settings.checkers == ["auto"]


@pytest.mark.parametrize("said_by", [said for n in range(1, 5) for said in itertools.combinations(range(4), n)])
def test_the_first_layer_that_says_something_wins(said_by: tuple[int, ...]) -> None:
    layers = [(name, {"exclude": [name]} if at in said_by else {}) for at, name in enumerate(LAYERS)]
    settings, warnings = merge_settings(layers)
    assert settings.exclude == [LAYERS[said_by[0]]]
    assert warnings == []


def test_layers_are_merged_field_by_field_inside_a_table_too() -> None:
    settings, warnings = merge_settings(
        [
            ("editor", {"offers": {"perProblem": 1}, "learning": {"handFixes": False}}),
            ("workspace:hermes-lsp.toml", {"offers": {"per-problem": 2, "why": False}, "never": ["ruff/E711"]}),
        ]
    )
    assert warnings == []
    assert (settings.offers.per_problem, settings.offers.why, settings.offers.never) == (1, False, True)
    assert settings.learning.hand_fixes is False
    assert settings.never == ["ruff/E711"]


@pytest.mark.parametrize("spelling", ["minimumTier", "minimum-tier", "minimum_tier", "MinimumTier"])
def test_names_may_be_spelled_in_three_ways(spelling: str) -> None:
    assert merged({"offers": {spelling: "trusted"}}).offers.minimum_tier is Tier.TRUSTED


@pytest.mark.parametrize(
    ("name", "snake"),
    [
        ("customCheckers", "custom_checkers"),
        ("custom-checkers", "custom_checkers"),
        ("custom_checkers", "custom_checkers"),
        ("CustomCheckers", "custom_checkers"),
        ("utf16Column", "utf16_column"),
        ("trusted", "trusted"),
        ("", ""),
    ],
)
def test_a_name_has_one_inner_form(name: str, snake: str) -> None:
    assert to_snake(name) == snake == to_snake(snake)


def test_every_name_of_the_schema_is_its_inner_form_and_back() -> None:
    def names(schema: dict[str, Any]) -> set[str]:
        tables = [schema, *schema["$defs"].values()]
        return {name for table in tables for name in table.get("properties", {})}

    found = names(json_schema())
    assert {"customCheckers", "perProblem", "apiKeyVariable", "executesProjectCode"} <= found
    assert {to_camel(to_snake(name)) for name in found} == found


def test_names_of_a_reports_fields_are_left_as_they_are() -> None:
    checker = {**CHECKER, "output": "json", "fields": {"endLine": "loc.endLine", "Line-No": "loc.line"}}
    assert merged({"customCheckers": [checker]}).custom_checkers[0].fields == checker["fields"]


@pytest.mark.parametrize(
    ("raw", "named"),
    [
        ({"enable": "perhaps"}, "enable"),
        ({"trusted": []}, "trusted"),
        ({"checkers": "ruff"}, "checkers"),
        ({"checkerTimeout": 0}, "checkerTimeout"),
        ({"checkerTimeout": float("nan")}, "checkerTimeout"),
        ({"checkerTimeout": float("inf")}, "checkerTimeout"),
        ({"checker-timeout": -1}, "checkerTimeout"),
        ({"customCheckers": None}, "customCheckers"),
        ({"customCheckers": {"name": "x"}}, "customCheckers"),
        ({"offers": 3}, "offers"),
        ({"offers": {"perProblem": 9}}, "offers.perProblem"),
        ({"offers": {"perProblem": 2**70}}, "offers.perProblem"),
        ({"offers": {"minimumTier": "best"}}, "offers.minimumTier"),
        ({"learning": {"debounce": {"a": 1}}}, "learning.debounce"),
        ({"embeddings": {"apiKey": "x"}}, "embeddings.apiKey"),
        ({"noSuchThing": {"deep": [1]}}, "noSuchThing"),
        ({5: 6}, "5"),
        ({"": ""}, ""),
        ({"checkers": ["a", 5]}, "checkers.1"),
        ({"never": ["a", None]}, "never.1"),
    ],
)
def test_a_bad_value_is_named_and_its_neighbours_are_kept(raw: dict[Any, Any], named: str) -> None:
    settings, warnings = merge_settings([("editor", {"exclude": ["kept"], **raw, "enable-": 0})])
    assert settings.exclude == ["kept"]
    assert len(warnings) == 2, warnings
    assert [line for line in warnings if line.startswith(f"editor: {named}: ") and line.endswith("; it is ignored")]
    assert "editor: enable_: there is no such setting; it is ignored" in warnings


def test_a_bad_value_leaves_what_a_lower_layer_says() -> None:
    settings, warnings = merge_settings(
        [("editor", {"checkerTimeout": "soon"}), ("workspace:pyproject.toml", {"checker-timeout": 5})]
    )
    assert settings.checker_timeout == 5
    assert len(warnings) == 1


def test_a_bad_value_in_a_table_leaves_the_others_of_the_table() -> None:
    settings, warnings = merge_settings([("editor", {"offers": {"perProblem": 0, "why": False}})])
    assert (settings.offers.per_problem, settings.offers.why) == (3, False)
    assert warnings == ["editor: offers.perProblem: input should be greater than or equal to 1; it is ignored"]


@given(st.lists(st.sampled_from(["ruff", "mypy", "tsc", 1, None, [], {}]), max_size=12))
def test_of_a_list_only_the_bad_elements_are_left_out(checkers: list[Any]) -> None:
    settings, warnings = merge_settings([("editor", {"checkers": checkers})])
    assert settings.checkers == [name for name in checkers if isinstance(name, str)]
    assert len(warnings) == len(checkers) - len(settings.checkers)


def test_of_several_custom_checkers_the_sound_ones_are_kept() -> None:
    bad = {"name": "Not A Name", "command": [], "fields": {"line": 5}}  # four things are wrong with it
    raw = {"customCheckers": [bad, bad, CHECKER, "text", {**CHECKER, "name": "other"}, {}]}
    settings, warnings = merge_settings([("editor", raw)])
    assert [checker.name for checker in settings.custom_checkers] == ["mine", "other"]
    assert {line.split(":")[1].split(".")[1] for line in warnings} == {"0", "1", "3", "5"}


def test_hundreds_of_bad_values_are_all_named() -> None:
    settings, warnings = merge_settings([("editor", {**{f"n{n}": n for n in range(300)}, "enable": False})])
    assert settings.enable is False
    assert len(warnings) == 300


@pytest.mark.parametrize("raw", [None, 5, "trusted: true", [], [{"trusted": True}]])
def test_a_layer_that_is_no_table_is_ignored_and_said(raw: object) -> None:
    settings, warnings = merge_settings([("editor", raw), ("workspace:hermes-lsp.toml", {"exclude": ["kept"]})])
    assert settings == Settings(exclude=["kept"])
    assert warnings == ["editor: settings must be a table of names and values; they are ignored"]


names = st.sampled_from([*map(to_camel, Settings.model_fields), *Settings.model_fields, "perProblem", "name", "x"])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names | st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


@given(st.lists(st.tuples(st.sampled_from(LAYERS), json_values), max_size=4))
def test_whatever_the_layers_hold_there_are_settings_and_reasons(layers: list[tuple[str, object]]) -> None:
    settings, warnings = merge_settings(layers)
    assert Settings.model_validate(settings.model_dump()) == settings
    assert all(line.endswith(("ignored", "settings.toml", "kept")) for line in warnings)
    if not warnings and all(raw == {} for _, raw in layers):
        assert settings == Settings()


def test_a_secret_put_in_by_mistake_is_not_repeated() -> None:
    _, warnings = merge_settings(
        [("editor", {"embeddings": {"apiKey": "sk-SECRET", "provider": "sk-SECRET"}, "teamStore": ["sk-SECRET"]})]
    )
    assert len(warnings) == 3
    assert "SECRET" not in "".join(warnings)


@pytest.mark.parametrize("spelling", ["trusted", "Trusted", "TRUSTED"])
def test_a_workspace_cannot_declare_itself_trusted(spelling: str) -> None:
    settings, warnings = merge_settings([("workspace:hermes-lsp.toml", {spelling: True, "exclude": ["kept"]})])
    assert settings.trusted is False
    assert settings.exclude == ["kept"]
    assert warnings == [
        "hermes-lsp.toml: trusted is ignored here, since a workspace cannot decide it for its user; "
        "set it in the editor, or in your own settings.toml"
    ]
    assert merged({spelling: True}).trusted is True


@pytest.mark.parametrize("spelling", ["teamStore", "team-store", "team_store", "TeamStore"])
def test_a_workspace_cannot_choose_where_texts_are_sent(spelling: str) -> None:
    raw = {spelling: "s3://theirs", "embeddings": {"provider": "endpoint", "url": "http://theirs"}}
    settings, warnings = merge_settings([("workspace:pyproject.toml", raw), ("workspace:hermes-lsp.toml", raw)])
    assert settings == Settings()
    assert len(warnings) == 4


def test_a_workspace_cannot_take_trust_away_from_the_editor_either() -> None:
    settings, _ = merge_settings([("editor", {"trusted": True}), ("workspace:hermes-lsp.toml", {"trusted": False})])
    assert settings.trusted is True


@pytest.mark.parametrize("spelling", ["executesProjectCode", "executes-project-code", "executes_project_code"])
def test_a_workspace_cannot_vouch_for_its_own_commands(spelling: str) -> None:
    raw = {"custom-checkers": [{**CHECKER, spelling: False}]}
    assert merged(raw).custom_checkers[0].executes_project_code is False
    assert merged(raw, "workspace:hermes-lsp.toml").custom_checkers[0].executes_project_code is True


@pytest.mark.parametrize("raw", [None, 5, "x", {"executesProjectCode": False}, [None, 5, [CHECKER]]])
def test_custom_checkers_of_a_workspace_that_are_none_disturb_nothing(raw: object) -> None:
    settings, warnings = merge_settings([("workspace:hermes-lsp.toml", {"customCheckers": raw, "enable": False})])
    assert settings == Settings(enable=False)
    assert warnings


def test_what_was_given_is_not_changed() -> None:
    raw = {"trusted": True, "customCheckers": [{**CHECKER, "executesProjectCode": False}, 5], "x": 1}
    copy = {**raw, "customCheckers": [dict(raw["customCheckers"][0]), 5]}
    merge_settings([("workspace:hermes-lsp.toml", raw)])
    assert raw == copy


def test_the_json_schema_is_one_and_takes_what_we_take() -> None:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    good = {"trusted": True, "customCheckers": [CHECKER], "offers": {"minimumTier": "proven", "perProblem": 1}}
    assert validator.is_valid(good)
    assert merged(good).offers.per_problem == 1
    assert validator.is_valid(Settings().model_dump(mode="json", by_alias=True))
    for bad in ({"trust": 1}, {"offers": {"perProblem": 4}}, {"customCheckers": [{"name": "x"}]}, {"checkers": "ruff"}):
        assert not validator.is_valid(bad)
        assert merge_settings([("editor", bad)])[1]


def test_every_setting_is_described_in_the_schema() -> None:
    schema = json_schema()
    for table in (schema, *schema["$defs"].values()):
        for name, field in table.get("properties", {}).items():
            assert field.get("description") or "$ref" in field, name
