"""Adding a file to a package adds one of its kind."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

from hermes_lsp.core.plugins import declared_in


@dataclass(frozen=True)
class Tool:
    name: str


def package_of(folder: Path, monkeypatch: pytest.MonkeyPatch, **modules: str) -> ModuleType:
    """A package of these modules, which may use ``Tool``."""
    place = folder / "some_tools"
    place.mkdir()
    (place / "__init__.py").write_text("")
    for name, text in modules.items():
        (place / f"{name}.py").write_text(f"from {__name__} import Tool\n{text}\n")
    monkeypatch.syspath_prepend(folder)
    for name in [name for name in sys.modules if name.split(".")[0] == "some_tools"]:
        monkeypatch.delitem(sys.modules, name)
    return __import__("some_tools")


def test_what_each_module_declares_comes_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = package_of(tmp_path, monkeypatch, a="TOOL = Tool('zinc')", b="TOOL = Tool('iron')", _shared="X = 1")
    assert [each.name for each in declared_in(package, "TOOL", Tool)] == ["iron", "zinc"]


@pytest.mark.parametrize("text", ["TOOL = 'iron'", "OTHER = Tool('iron')"])
def test_a_module_without_one_is_an_error_that_names_it(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = package_of(tmp_path, monkeypatch, broken=text)
    with pytest.raises(TypeError, match=r"some_tools\.broken\.TOOL is no Tool"):
        declared_in(package, "TOOL", Tool)
