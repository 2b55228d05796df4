"""What a file defines and imports, and what lies around a place in it."""

from __future__ import annotations

from collections.abc import Callable

from indexed import Workspace  # type: ignore[import-not-found]

from hermes_lsp.index.facts import SymbolKind

Make = Callable[[dict[str, str]], Workspace]
SHOP = '''"""A shop."""
import os.path as osp
from .stock import Item as Thing, count

LIMIT = 3


class Shop(Base):
    """Sells things.

    And more.
    """

    kind: str = "corner"

    def __init__(self, owner: str, *items) -> None:
        self.owner = owner

    @property
    def size(
        self,
        scale=1,  # not the size of the owner
    ) -> int:
        "How big it is"
        return scale


async def open_all(shops):
    def inner():
        pass
    größe = [inner() for shop in shops]
    return größe
'''


def test_symbols_say_what_they_are(workspace: Make) -> None:
    shop = workspace({"shop.py": SHOP, "stock.py": ""})
    found = {each.qualified: each for each in shop.index.symbols_in("shop.py")}
    kinds = {name: str(each.kind) for name, each in found.items()}
    assert kinds == {
        "LIMIT": "variable",
        "Shop": "class",
        "Shop.kind": "attribute",
        "Shop.__init__": "method",
        "Shop.owner": "attribute",
        "Shop.size": "method",
        "open_all": "function",
        "open_all.inner": "function",
    }
    assert found["Shop"].doc == "Sells things."
    assert found["Shop.__init__"].signature == "(self, owner: str, *items) -> None"
    size = found["Shop.size"]
    assert (size.signature, size.doc, size.decorators) == ("(self, scale=1) -> int", "How big it is", ("property",))
    source = SHOP.encode()
    assert source[size.span.start :].startswith(b"@property")
    assert source[size.name_span.start : size.name_span.end] == b"size"
    assert size.line == SHOP.splitlines().index("    def size(")
    assert found["open_all.inner"].local
    assert not found["Shop.size"].local


def test_variables_of_functions_are_not_kept(workspace: Make) -> None:
    shop = workspace({"shop.py": SHOP})
    assert shop.index.definitions("größe") == ()


def test_names_that_are_not_ascii_are_read_right(workspace: Make) -> None:
    shop = workspace(
        {"a.py": 'def größe(wert):\n    """Wie groß ü."""\n    return wert\n\n\nx = größe("ä") + größe(2)\n'}
    )
    symbol = shop.symbol("a.py", "größe")
    assert (symbol.doc, symbol.signature) == ("Wie groß ü.", "(wert)")
    assert shop.sure("a.py", "größe") == ["a.py:6 größe", "a.py:6 größe"]


def test_imports_lead_to_files_or_outside(workspace: Make) -> None:
    shop = workspace({"app/shop.py": SHOP, "app/stock.py": "", "app/__init__.py": "from .shop import Shop\n"})
    found = [(each.module, each.name, each.alias, each.target) for each in shop.index.imports_of("app/shop.py")]
    assert found == [
        ("os.path", "", "osp", None),
        (".stock", "Item", "Thing", "app/stock.py"),
        (".stock", "count", "", "app/stock.py"),
    ]
    importers = shop.index.importers("app/shop.py").items
    assert [(each.path, each.module) for each in importers] == [("app/__init__.py", ".shop")]


def test_what_lies_around_a_place(workspace: Make) -> None:
    shop = workspace({"shop.py": SHOP})
    assert shop.around("shop.py", "return scale") == ["Shop", "Shop.size"]
    assert shop.around("shop.py", "LIMIT") == ["LIMIT"]
    assert shop.around("shop.py", "import os") == []


def test_definitions_are_found_by_name_anywhere(workspace: Make) -> None:
    shop = workspace({"a.py": "def run(): ...\n", "b/c.py": "class Job:\n    def run(self): ...\n"})
    assert [each.qualified for each in shop.index.definitions("run")] == ["run", "Job.run"]
    assert [each.path for each in shop.index.definitions("run", path="b/c.py")] == ["b/c.py"]
    assert shop.index.definitions("Job")[0].kind == SymbolKind.CLASS
    assert shop.index.symbol("b/c.py", "Job.walk") is None


def test_names_that_begin_alike_in_one_folder(workspace: Make) -> None:
    shop = workspace(
        {
            "db/a.py": "class Store:\n    def get_one(self): ...\n    def set_one(self): ...\n",
            "db/b.py": "def forget_all(): ...\n",
            "db/c.py": "def get_all(): ...\n",
            "db/old/d.py": "def get_old(): ...\n",
            "dba.py": "def get_dba(): ...\n",
        }
    )

    def beginning(folder: str, files: int = 10) -> list[str]:
        found = shop.index.beginning_with("get_", folder, files=files)
        return [symbol.qualified for each in found for symbol in each]

    assert beginning("db") == ["Store.get_one", "get_all"], "neither in folders below, nor in the midst of a name"
    assert beginning("") == ["get_dba"]
    assert beginning("db", files=2) == ["Store.get_one"]


def test_a_broken_text_gives_what_can_be_read(workspace: Make) -> None:
    shop = workspace({"a.py": "def whole():\n    return 1\n\ndef half(:\n  x = = \nclass Later:\n    pass\n"})
    assert "whole" in {each.name for each in shop.index.symbols_in("a.py")}
