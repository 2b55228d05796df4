"""What `hermes-lsp doctor` says of the model."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from hermes_lsp.agent import local_servers
from hermes_lsp.cli import doctor_model
from hermes_lsp.core.settings import Settings
from hermes_lsp.workflows.project import Project, load_project
from model_server import Say, serving

Run = Callable[..., Result]


def found(project: Project) -> dict[str, str]:
    return {f.name: f"{f.state}: {f.detail} → {f.mend}" for f in doctor_model.findings(project)}


def configured(shop: Path, **model: Any) -> Project:
    return load_project(shop, layers=[("the editor", {"model": model})])


def test_without_a_model_what_runs_here_is_found(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(Say("")) as server:
        monkeypatch.setattr(local_servers, "PORTS", {"Ollama": server.port, "llama.cpp": 1})
        said = found(load_project(shop))
    assert said["model"].startswith("ok: none is configured, and none is needed")
    assert f"model.url {server.url}, model.name tiny" in said["Ollama"]
    assert "llama.cpp" not in said


def test_a_model_that_runs_here_is_looked_for(shop: Path) -> None:
    with serving(Say("")) as server:
        assert found(configured(shop, url=server.url, name="tiny")).keys() == {"model", "today"}
        assert "it has tiny, and no other" in found(configured(shop, url=server.url, name="other"))["server"]
    assert "nothing answers" in found(configured(shop, url=server.url, name="tiny"))["server"]


def test_a_missing_key_is_named_and_a_key_is_never_shown(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = configured(shop, url="https://models.example.com/v1", name="big", apiKeyVariable="MY_KEY")
    assert "MY_KEY is not set" in found(project)["model"]
    monkeypatch.setenv("MY_KEY", "quite-secret-0815")
    said = found(project)
    assert "with a key" in said["model"]
    assert "quite-secret-0815" not in json.dumps(said)


def test_a_workspace_cannot_choose_the_model(shop: Path) -> None:
    (shop / "hermes-lsp.toml").write_text(
        '[model]\nurl = "http://evil.example.com"\nname = "x"\napi-key-variable = "K"\n'
    )
    project = load_project(shop)
    assert project.settings.model == Settings().model
    assert any("model is ignored here" in warning for warning in project.warnings)
