"""A symbol is renamed everywhere, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from hermes_lsp.core.text import Span, apply_edits
from hermes_lsp.index.build import update_index
from hermes_lsp.syntax.document import Document
from hermes_lsp.syntax.grammars import language_of_file
from hermes_lsp.syntax.scopes import CannotRename
from hermes_lsp.workflows.hints.renaming import rename_everywhere, rename_locally, restyled

TOOLS = "def getPrice(item):\n    return item.price\n"
USES = (
    "from shop.tools import getPrice\n\n\ndef total(items):\n    return sum(getPrice(one) for one in items)  # größe\n"
)


@pytest.mark.parametrize(
    ("name", "style", "new"),
    [
        ("getHTTPResponse2", "snake_case", "get_http_response2"),
        ("_getUser", "snake_case", "_get_user"),
        ("get_user_", "camelCase", "getUser_"),
        ("http_server", "PascalCase", "HttpServer"),
        ("maxSize", "SCREAMING_CASE", "MAX_SIZE"),
        ("größeNeu", "snake_case", ""),
        ("maxSize", "kebab-case", ""),
    ],
)
def test_a_name_in_another_style(name: str, style: str, new: str) -> None:
    assert restyled(name, style) == new


def renamed(root: Path, files: dict[str, str], path: str = "shop/tools.py", old: str = "getPrice") -> dict[str, str]:
    """The files that change, after the first ``old`` in a file has become snake_case; written as on disk."""
    folder = root / "work"
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode())
    update_index(folder, root / "index.db", processes=1)
    source = (folder / path).read_bytes()
    at = source.index(old.encode())
    document = Document((folder / path).as_uri(), path, language_of_file(path) or "", source, 3)
    new = restyled(old, "snake_case" if old != old.lower() else "camelCase")
    found = rename_everywhere(folder, root / "index.db", document, Span(at, at + len(old)), new)
    return {name: apply_edits(text.source, edits).decode() for name, (text, edits) in found.edits.items()}


def test_all_references_are_renamed(tmp_path: Path) -> None:
    found = renamed(tmp_path, {"shop/tools.py": TOOLS, "shop/uses.py": USES, "shop/other.py": "x = 1\n"})
    assert found == {
        "shop/tools.py": TOOLS.replace("getPrice", "get_price"),
        "shop/uses.py": USES.replace("getPrice", "get_price"),
    }


def test_under_another_name_it_stays(tmp_path: Path) -> None:
    uses = "from shop.tools import getPrice as price\n\nprint(price(1))\n"
    found = renamed(tmp_path, {"shop/tools.py": TOOLS, "shop/uses.py": uses})
    assert found["shop/uses.py"] == uses.replace("getPrice", "get_price")


def test_in_javascript_as_well(tmp_path: Path) -> None:
    files = {
        "src/a.ts": "export function get_price(x: number) { return x; }\n",
        "src/b.ts": 'import { get_price } from "./a";\nexport const one = get_price(1);\n',
    }
    found = renamed(tmp_path, files, "src/a.ts", "get_price")
    assert found == {name: text.replace("get_price", "getPrice") for name, text in files.items()}


@pytest.mark.parametrize(
    ("file", "text", "why"),
    [
        ("shop/uses.py", USES + "get_price = 1\n", "“get_price” is used in shop/uses.py already"),
        ("shop/uses.py", USES + "def f(getPrice): return getPrice\n", "not known to mean this symbol"),
        ("shop/uses.py", USES + 'names = ["getPrice"]\n', "not known to mean this symbol"),
        ("shop/text.py", 'patch("shop.tools.getPrice")\n', "a string in shop/text.py says the name"),
        ("shop/any.py", "def f(x):\n    return x.getPrice()\n", "not certain of each place"),
        ("shop/star.py", "from shop.unknown import *\n\ngetPrice(1)\n", "not certain of each place"),
    ],
)
def test_in_doubt_nothing_is_renamed(tmp_path: Path, file: str, text: str, why: str) -> None:
    with pytest.raises(CannotRename, match=why):
        renamed(tmp_path, {"shop/tools.py": TOOLS, "shop/uses.py": USES, file: text})


def test_a_method_that_another_class_has_too_is_left_alone(tmp_path: Path) -> None:
    text = "class A:\n    def getPrice(self): ...\n\n\nclass B(A):\n    def getPrice(self): ...\n"
    with pytest.raises(CannotRename, match="another class"):
        renamed(tmp_path, {"shop/tools.py": text})


def test_a_text_that_is_not_as_it_was_indexed_is_left_alone(tmp_path: Path) -> None:
    renamed(tmp_path, {"shop/tools.py": TOOLS, "shop/uses.py": USES})
    folder = tmp_path / "work"
    document = Document("file:///x", "shop/tools.py", "python", TOOLS.encode() + b"\n")
    with pytest.raises(CannotRename, match="not as it was indexed"):
        rename_everywhere(folder, tmp_path / "index.db", document, Span(4, 12), "get_price")


def test_without_an_index_nothing_is_renamed(tmp_path: Path) -> None:
    document = Document("file:///x", "a.py", "python", TOOLS.encode())
    with pytest.raises(CannotRename, match="not everything is known"):
        rename_everywhere(tmp_path, tmp_path / "index.db", document, Span(4, 12), "get_price")


def test_a_local_name_needs_no_index() -> None:
    text = "def f(a):\n    newSize = a\n    return newSize + 1\n"
    document = Document("untitled:a", "a.py", "python", text.encode())
    edits = rename_locally(document, Span(14, 21), "new_size")
    assert apply_edits(text.encode(), edits).decode() == text.replace("newSize", "new_size")
    with pytest.raises(CannotRename):
        rename_locally(document, Span(4, 5), "g")
