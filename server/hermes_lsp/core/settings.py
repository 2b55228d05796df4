"""The one schema of settings.

The same names hold in ``initializationOptions``, the ``workspace/configuration`` section ``hermesLsp``, in
``hermes-lsp.toml``, in ``[tool.hermes-lsp]`` of ``pyproject.toml`` and in the user's own ``settings.toml``, by that
precedence. Names are camelCase in the
protocol; in TOML ``kebab-case`` and ``snake_case`` are read as well.

This module imports pydantic and is therefore not imported before ``initialize`` is answered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from .evidence import Tier


class _Schema(BaseModel):
    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=to_camel,
        populate_by_name=True,
        defer_build=True,  # what is not asked for by itself is built as a part of the whole
    )


class CustomChecker(_Schema):
    """A checker of the user's own: a command, and how to read its report."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]*$", max_length=64)]
    """The `source` of its diagnostics."""

    command: Annotated[list[str], Field(min_length=1)]
    """Program and arguments, without a shell. `{file}` stands for the path, `{folder}` for the workspace folder."""

    languages: Annotated[list[str], Field(min_length=1)]
    """LSP language ids that it checks."""

    stdin: bool = False
    """The text is sent to its standard input, so that unsaved changes are checked as well."""

    output: Literal["sarif", "json", "regex"] = "sarif"
    """The form of its report."""

    results: str = ""
    """For `json`: dotted path to the list of results, such as `diagnostics` or `runs.0.results`; empty for the root."""

    fields: dict[str, str] = {}
    """For `json`: dotted paths within a result for `line`, `column`, `endLine`, `endColumn`, `code`, `message`,
    `severity`, `file`."""

    pattern: str = ""
    """For `regex`: a regular expression over a line of output, with the groups `line`, `message`, and optionally
    `file`, `column`, `endLine`, `endColumn`, `code`, `severity`."""

    columns: Literal["code-points", "utf-16", "bytes"] = "code-points"
    """The unit in which it counts columns."""

    first_column: Annotated[int, Field(ge=0, le=1)] = 1
    """The number of the first column."""

    executes_project_code: bool = True
    """It runs code or plug-ins of the project, and waits until the workspace is trusted."""


class Offers(_Schema):
    """What is shown in the quick-fix menu."""

    minimum_tier: Tier = Tier.CANDIDATE
    """The least evidence a skill must have before it is offered: candidate, trusted or proven."""

    per_problem: Annotated[int, Field(ge=1, le=3)] = 3
    """At most so many of our actions for one diagnostic."""

    why: bool = True
    """Offer "why this fix?" beside a fix."""

    check: bool = True
    """Hold what was offered against the checkers, in the background: what they refute is not offered again."""

    never: bool = True
    """Offer "never suggest this again" beside a fix."""


class Learning(_Schema):
    """What is learned from."""

    hand_fixes: bool = True
    """Learn from fixes made by hand."""

    outcomes: bool = True
    """Learn from what becomes of the fixes that were offered."""

    debounce: Annotated[float, Field(ge=0, le=60)] = 0.3
    """Seconds of quiet after a save before it is looked at."""


class Index(_Schema):
    """What is known of the workspace's code: what is defined where, who uses it, and how things are done."""

    enable: bool = True
    """Keep an index of the workspace, in the background and on this machine. Without it nothing is said of symbols."""


class Hover(_Schema):
    """What a hover says."""

    symbols: bool = True
    """Say what the project knows of a symbol. What is known of a problem is said in any case."""

    milliseconds: Annotated[float, Field(gt=0, le=10_000)] = 8.0
    """How long to ask the index; more on a slow machine says more."""


class Conventions(_Schema):
    """What is said of code that does not follow the project's own conventions."""

    hints: Literal["changed", "all", "off"] = "changed"
    """Where such code is marked: on lines that were changed since the last commit (outside of git, since the file was
    opened), on all lines, or nowhere."""

    hints_per_file: Annotated[int, Field(ge=1, le=1000)] = 10
    """At most so many marks in one file, the best supported ones."""


class Embeddings(_Schema):
    """How texts become vectors for the search by meaning."""

    provider: Literal["embedded", "endpoint", "hashed"] = "embedded"
    """The model that comes with hermes-lsp, an endpoint that speaks OpenAI's format, or hashed n-grams."""

    url: str = ""
    """For `endpoint`: the base URL, such as `http://127.0.0.1:11434/v1`."""

    model: str = ""
    """For `endpoint`: the name of the model."""

    api_key_variable: str = ""
    """For `endpoint`: the environment variable that holds the key. Keys themselves are never read from settings."""


class Model(_Schema):
    """The language model that may be asked where no skill fits. Without `url` and `name` none is asked."""

    provider: Literal["openai", "anthropic"] = "openai"
    """The format that the endpoint speaks: OpenAI's chat completions (also Ollama, llama.cpp, vLLM, LM Studio,
    OpenRouter, Nous), or Anthropic's messages."""

    url: str = ""
    """The base URL, such as `http://127.0.0.1:11434/v1` or `https://api.anthropic.com/v1`."""

    name: str = ""
    """The name of the model there."""

    api_key_variable: str = ""
    """The environment variable that holds the key. Keys themselves are never read from settings."""

    proxy: str = ""
    """URL of a proxy; empty for the one that the environment names. What runs on this machine is asked directly."""

    ca_file: str = ""
    """A file with certificates of authorities to trust, beside those of the system."""

    review: bool = True
    """Show each part of an edit of the model before it is made, to accept or refuse it, in editors that can do so."""

    connect_timeout: Annotated[float, Field(gt=0, le=600)] = 10.0
    """Seconds until a connection stands."""

    first_token_timeout: Annotated[float, Field(gt=0, le=3600)] = 120.0
    """Seconds until the answer begins."""

    silence_timeout: Annotated[float, Field(gt=0, le=3600)] = 60.0
    """Seconds without a word before an answer that has begun is given up."""

    longest_wait: Annotated[float, Field(ge=0, le=3600)] = 60.0
    """Seconds that a busy server may ask us to wait before we give up instead."""

    structured: Literal["auto", "off"] = "auto"
    """Have the server hold edits to a form where it can (OpenAI's `response_format`, a forced tool of Anthropic's).
    A server that refuses is asked without it."""

    test_command: list[str] = []
    """Program and arguments that run the project's tests, without a shell, such as `["pytest", "-q", "{files}"]`, where
    `{files}` stands for tests that were written. What a model wrote is tried with it in a copy of a trusted workspace,
    with your rights; empty for never."""

    test_timeout: Annotated[float, Field(gt=0, le=3600)] = 120.0
    """Seconds after which a run of the tests is stopped."""

    attempts: Annotated[int, Field(ge=1, le=10)] = 3
    """Edits that a model may propose for one problem, each after the checkers have refused the one before."""

    context_tokens: Annotated[int, Field(ge=500)] = 8_000
    """Tokens of code, skills and lessons that are sent with a problem."""

    tokens_per_task: Annotated[int, Field(ge=1_000)] = 100_000
    """Tokens that one task may use, in all its requests together."""

    tokens_per_day: Annotated[int, Field(ge=0)] = 2_000_000
    """Tokens that all tasks of a day may use; 0 for no limit."""

    input_price: Annotated[float, Field(ge=0)] = 0.0
    """Price of a million tokens that are sent, for the record of costs."""

    output_price: Annotated[float, Field(ge=0)] = 0.0
    """Price of a million tokens that are answered."""

    @property
    def configured(self) -> bool:
        """There is a model to ask."""
        return bool(self.url and self.name)


class Settings(_Schema):
    """Settings of hermes-lsp."""

    enable: bool = True
    """The off switch: while false, nothing is checked, offered or learned."""

    trusted: bool = False
    """Trust this workspace: its skills are used, and checkers that execute its code are run. Never read from the
    workspace's own files."""

    checkers: list[str] = ["auto"]
    """Names of the checkers to run; `auto` stands for those that the project's configuration asks for."""

    custom_checkers: list[CustomChecker] = []
    """Checkers of your own."""

    checker_timeout: Annotated[float, Field(gt=0, le=600)] = 30.0
    """Seconds after which a checker is stopped."""

    exclude: list[str] = []
    """Files to leave alone, as gitignore patterns relative to the workspace folder."""

    never: list[str] = []
    """Never offer these: names of skills, or `source/code`."""

    team_store: str = ""
    """A LanceDB URI with skills shared by the team, such as `s3://bucket/skills`. Read only."""

    offers: Offers = Offers()
    learning: Learning = Learning()
    index: Index = Index()
    hover: Hover = Hover()
    conventions: Conventions = Conventions()
    embeddings: Embeddings = Embeddings()
    model: Model = Model()


# What a workspace's own files may not decide for its user.
NOT_FROM_WORKSPACE = frozenset({"trusted", "team_store", "embeddings", "model"})


def merge_settings(layers: Iterable[tuple[str, object]]) -> tuple[Settings, list[str]]:
    """Merge layers of raw settings, the first one winning, field by field.

    Args:
        layers: Pairs of a layer's name (for the messages) and its raw content. The name of a layer that comes from
            the workspace's own files starts with ``workspace:``.

    Returns:
        The settings, and one sentence for every value that could not be used. A bad value leaves the default, or what
        a lower layer says, and does not disturb its neighbours.
    """
    merged: dict[str, Any] = {}
    warnings: list[str] = []
    for name, raw in reversed(list(layers)):
        good, bad = _usable(name, raw)
        warnings.extend(bad)
        for key, value in good.items():
            if isinstance(value, dict) and isinstance(merged.get(key), dict):
                merged[key] = {**merged[key], **value}
            else:
                merged[key] = value
    return Settings.model_validate(merged), warnings


def _usable(layer: str, raw: object) -> tuple[dict[str, Any], list[str]]:
    warnings: list[str] = []
    if not isinstance(raw, Mapping):
        return {}, [f"{_layer(layer)}: settings must be a table of names and values; they are ignored"]
    data = _snake(raw)
    if layer.startswith("workspace:"):
        for key in NOT_FROM_WORKSPACE & data.keys():
            del data[key]
            warnings.append(
                f"{_layer(layer)}: {to_camel(key)} is ignored here, since a workspace cannot decide it for its user; "
                "set it in the editor, or in your own settings.toml"
            )
        checkers = data.get("custom_checkers")
        for checker in checkers if isinstance(checkers, list) else []:
            if isinstance(checker, dict):  # a workspace cannot vouch for its own commands
                checker["executes_project_code"] = True
    while True:  # every round removes at least one value
        try:
            Settings.model_validate(data)
        except ValidationError as error:
            bad: set[tuple[str | int, ...]] = set()
            for detail in error.errors():
                path = tuple(to_snake(part) if isinstance(part, str) else part for part in detail["loc"])
                bad.add(_removable(data, path))
                shown = ".".join(to_camel(part) if isinstance(part, str) else str(part) for part in path)
                warnings.append(f"{_layer(layer)}: {shown}: {_why(detail)}; it is ignored")
            if () in bad:
                return {}, [*warnings, f"{_layer(layer)}: cannot be read; the defaults are kept"]
            # All in one go and each once, the last element of a list first: what is removed moves what follows it.
            for path in sorted(bad, key=lambda path: [part for part in path if isinstance(part, int)], reverse=True):
                _remove(data, path)
        else:
            return data, warnings


def _why(detail: Any) -> str:
    if detail["type"] == "extra_forbidden":
        return "there is no such setting"
    return str(detail["msg"])[:1].lower() + str(detail["msg"])[1:]


def _layer(name: str) -> str:
    return name.removeprefix("workspace:")


def _removable(data: Any, path: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """The part of the path that can be left out as a whole: up to a list's element, else to the value."""
    for depth, part in enumerate(path):
        if isinstance(data, list) and isinstance(part, int) and part < len(data):
            return path[: depth + 1]
        if not (isinstance(data, dict) and part in data):
            return path[:depth]
        data = data[part]
    return path


def _remove(data: Any, path: tuple[str | int, ...]) -> None:
    for part in path[:-1]:
        data = data[part]
    del data[path[-1]]


def _snake(value: Any, *, keep: bool = False) -> Any:
    if isinstance(value, Mapping):
        return {
            (str(k) if keep else to_snake(str(k))): _snake(v, keep=to_snake(str(k)) == "fields")
            for k, v in value.items()
        }
    if isinstance(value, list | tuple):
        return [_snake(v) for v in value]
    return value


def to_snake(name: str) -> str:
    """``camelCase`` and ``kebab-case`` to ``snake_case``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).replace("-", "_").lower()
