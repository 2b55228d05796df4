"""A package that nobody here has written, in each language: indexed, its conventions counted, its busiest function told
of on hover and by `explain`."""

from __future__ import annotations

import json
import os
import shutil
from itertools import groupby
from pathlib import Path

import pytest
from editor import Json, editing
from packages import PACKAGES, Package, unpacked
from stories import hermes, private

from hermes_lsp.index.facts import Role, Symbol, SymbolKind
from hermes_lsp.index.reader import Index
from hermes_lsp.syntax.grammars import find_language

pytestmark = [pytest.mark.slow, pytest.mark.real_tools]

CACHE = Path(os.environ.get("HERMES_TEST_CACHE", Path(__file__).parents[2] / ".pytest_cache" / "tools"))
FEWEST_CALLS = 3
FOLDERS = [tuple(same) for _, same in groupby(PACKAGES, lambda package: (package.name, package.inside))]
"""A folder with two languages is read once for both of them."""


@pytest.mark.parametrize("languages", FOLDERS, ids=["+".join(one.language for one in same) for same in FOLDERS])
def test_a_real_package_is_understood(languages: tuple[Package, ...], tmp_path: Path) -> None:
    folder, home = tmp_path / "project", tmp_path / "home"
    shutil.copytree(unpacked(languages[0], CACHE), folder, symlinks=True)

    stats = told(folder, home, "index", "--json")["stats"]
    for package in languages:
        assert stats["files"].get(package.language, 0) >= package.fewest, stats["files"]
    assert stats["references"] > stats["lines"] / 10
    assert not stats["partial"]
    assert not [why for why in stats["left_out"] if why.startswith("cannot be read")], stats["left_out"]

    learned = told(folder, home, "conventions", "--json")
    assert learned["unreadable"] == []
    assert learned["missing"] == 0
    for package in languages:
        spoken = [one for one in learned["conventions"] if one["scope"]["language"] in family_of(package)]
        assert spoken, "nothing is firm in a package of this size"
        assert all(one["support"]["lower"] >= 0.9 and one["support"]["cases"] >= 20 for one in spoken)

    found = [(package.language, *busiest(private(home, folder), package)) for package in languages]
    assert all(calls >= FEWEST_CALLS for _, _, calls in found)

    for _, symbol, _ in found:
        where, _ = place(folder, symbol)
        known = told(folder, home, "explain", where, "--json")["explanations"][0]
        assert known["known"]["target"]["name"] == symbol.name
        assert len(known["callers"]) >= 1

    with editing(folder, home, settings={"hover": {"milliseconds": 5000}}) as editor:
        editor.wait("the index", lambda: editor.status()["indexed"])
        for language, symbol, calls in found:
            uri = editor.open(folder / symbol.path, language)
            said = editor.hover(uri, place(folder, symbol)[1])
            assert str(calls) in said, said


def told(folder: Path, home: Path, *arguments: str) -> Json:
    ended = hermes(folder, home, *arguments)
    assert ended.returncode in (0, 1), ended.stderr
    assert "Traceback" not in ended.stderr
    return json.loads(ended.stdout)  # type: ignore[no-any-return]


def family_of(package: Package) -> set[str]:
    """A convention may be said of all languages of a family under the name of one of them."""
    family = find_language(package.language).family
    return {package.language, family or package.language}


def busiest(state: Path, package: Package) -> tuple[Symbol, int]:
    """The function of the package that most call sites surely call, and their number."""
    counts: dict[Symbol, int] = {}
    with Index.open(state / "index" / "index.db") as index:
        languages = {file.path: file.language for file in index.files()}
        for usage in index.usages():
            symbol = usage.target
            if isinstance(symbol, str) or languages.get(symbol.path) != package.language:
                continue
            if symbol.kind in (SymbolKind.FUNCTION, SymbolKind.METHOD) and not symbol.local:
                counts[symbol] = sum(reference.role is Role.CALL for reference in usage.references)
    found = max(counts, key=lambda one: (counts[one], one.path, one.name_span.start))
    return found, counts[found]


def place(folder: Path, symbol: Symbol) -> tuple[str, int]:
    """The name of a symbol as the terminal takes it, and its offset in characters."""
    before = (folder / symbol.path).read_bytes()[: symbol.name_span.start].decode("utf-8")
    column = len(before) - (before.rfind("\n") + 1) + 1
    return f"{symbol.path}:{symbol.line + 1}:{column}", len(before)
