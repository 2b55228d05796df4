"""`hermes-lsp map`: as Markdown, as JSON, as a page, and where something would go."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import Result

Run = Callable[..., Result]


@pytest.fixture
def town(old_shop: Path) -> Path:
    """The shop with folders that need each other."""
    for name, text in {
        "web/page.py": "import refund\nfrom core import tax\n",
        "core/__init__.py": "",
        "web/__init__.py": "",
        "core/tax.py": "def vat(sum):\n    return sum\n",
        "mail/post.py": "from core.tax import vat\nfrom web import page\n",
    }.items():
        (old_shop / name).parent.mkdir(exist_ok=True)
        (old_shop / name).write_text(text)
    return old_shop


def test_it_is_markdown_with_a_diagram(town: Path, run: Run) -> None:
    told = run("map")
    assert told.exit_code == 0
    assert "```mermaid\ngraph TD\n" in told.stdout
    assert "- `mail/` → `core/`: 1 in 1 pair of files, such as `mail/post.py:1` `vat`" in told.stdout
    assert "| `*` | 4 | 20 | python |" in told.stdout
    assert run("map").stdout == told.stdout


def test_it_is_json_for_scripts(town: Path, run: Run) -> None:
    told = json.loads(run("map", "--json").stdout)
    assert {"components", "dependencies", "cycles", "layers", "hot_spots", "entries", "partial"} <= told.keys()
    assert told["layers"][0] == ["mail/"]
    assert [each["name"] for each in json.loads(run("map", "core", "--json").stdout)["components"]] == [
        "core/tax.py",
        "core/__init__.py",
    ]


def test_the_page_stands_alone(town: Path, run: Run, tmp_path: Path) -> None:
    output = tmp_path / "map.html"
    told = run("map", "--html", str(output))
    assert told.stdout == f"{output} shows 4 components.\n"
    page = output.read_text()
    drawing = ElementTree.fromstring(page[page.index("<svg") : page.index("</svg>") + 6])
    assert len(drawing.findall(".//rect")) == 4
    assert len(drawing.findall("path")) == 4
    assert "prefers-color-scheme: dark" in page
    assert not any(word in page for word in ("<script", "src=", "http:", "https:", "@import"))
    assert run("map", "--html", str(output)).exit_code == 0


def test_a_file_of_somebody_else_is_not_written_over(town: Path, run: Run, tmp_path: Path) -> None:
    output = tmp_path / "map.html"
    output.write_text("mine")
    told = run("map", "--html", str(output))
    assert (told.exit_code, output.read_text()) == (3, "mine")
    assert "is no page of ours" in told.stderr


def test_it_says_where_something_would_go(town: Path, run: Run) -> None:
    told = run("map", "--where", "refund a sum")
    assert told.exit_code == 0
    assert "1. `refund.py`: has refund" in told.stdout
    assert "defines `refund (line 1)`" in told.stdout
    assert json.loads(run("map", "--where", "refund", "--json").stdout)["components"][0] == ["*", 1.0]
    assert run("map", "--where", "refund", "--html", "x.html").exit_code == 2


def test_a_folder_outside_of_the_workspace_is_refused(town: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    told = run("map", str(tmp_path / "other"), "--workspace", str(town))
    assert told.exit_code == 3
    assert "lies outside of" in told.stderr


def test_what_a_build_has_made_is_left_out_and_said(town: Path, run: Run) -> None:
    (town / "dist").mkdir()
    (town / "dist" / "all.py").write_text("def everything():\n    return 1\n")
    told = run("map").stdout
    assert "Left out: 1 file of what a build has made." in told
    assert "dist/" not in told
    assert "dist/" in run("map", "--all").stdout
