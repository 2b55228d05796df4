"""Who uses what: sure where a name was followed to its definition, not sure where only the name is the same."""

from __future__ import annotations

from collections.abc import Callable

from indexed import Workspace  # type: ignore[import-not-found]

from hermes_lsp.index.facts import Role, Symbol

Make = Callable[[dict[str, str]], Workspace]


def test_a_function_is_followed_through_imports_and_aliases(workspace: Make) -> None:
    shop = workspace(
        {
            "pkg/__init__.py": "from .db import connect\n__all__ = ['connect']\n",
            "pkg/db.py": "def connect(): ...\n\n\nconnect()\n",
            "a.py": "from pkg import connect\nconnect()\n",
            "b.py": "import pkg.db as store\nstore.connect()\n",
            "c.py": "from pkg.db import connect as link\nlink()\n",
            "d.py": "from pkg.db import *\nconnect()\n",
            "e.py": "import pkg.db\npkg.db.connect()\n",
            "other.py": "def connect(): ...\n\n\nconnect()\n",
        }
    )
    assert shop.sure("pkg/db.py", "connect") == [
        "a.py:1 connect",
        "a.py:2 connect",
        "b.py:2 connect",
        "c.py:1 connect",
        "c.py:2 link",
        "d.py:2 connect",
        "e.py:2 connect",
        "pkg/__init__.py:1 connect",
        "pkg/__init__.py:2 connect",
        "pkg/db.py:4 connect",
    ]
    assert shop.unsure("pkg/db.py", "connect") == []


def test_headers_that_all_include_each_other_are_searched_once(workspace: Make) -> None:
    names = [f"h{number}.h" for number in range(30)]
    everything = "".join(f'#include "{name}"\n' for name in names)
    headers = {name: f"{everything}int of_{name[:-2]}(void);\n" for name in names}
    shop = workspace(
        {
            **headers,
            "main.c": '#include "h0.h"\nint main(void) { here(); return of_h29(); }\n',
            "here.c": f"{everything}void here(void) {{}}\nint of_h29(void) {{ return nowhere(); }}\n",
        }
    )
    assert shop.sure("here.c", "of_h29") == ["main.c:2 of_h29"]
    assert [str(usage.target) for usage in shop.index.usages(["nowhere"])] == ["nowhere"]


def test_a_local_variable_of_the_same_name_is_no_reference(workspace: Make) -> None:
    text = (
        "def total(): ...\n\n\n"
        "def f(total):\n"
        "    return total\n\n\n"
        "def g():\n"
        "    total = 1\n"
        "    return [total for _ in ()]\n\n\n"
        "def h():\n"
        "    return total()\n"
    )
    shop = workspace({"a.py": text})
    assert shop.sure("a.py", "total") == ["a.py:14 total"]


def test_methods_are_found_where_the_class_is_certain(workspace: Make) -> None:
    shop = workspace(
        {
            "store.py": (
                "class Base:\n"
                "    def close(self): ...\n"
                "\n\n"
                "class Store(Base):\n"
                "    def run(self):\n"
                "        self.close()\n"
                "        super().close()\n"
                "\n\n"
                "def make() -> Store: ...\n"
            ),
            "use.py": (
                "from store import Store, make\n"
                "\n\n"
                "def main(given: Store | None, unknown):\n"
                "    made = Store()\n"
                "    made.close()\n"
                "    given.close()\n"
                "    make().close()\n"
                "    unknown.close()\n"
                "    with open('a') as file:\n"
                "        file.close()\n"
            ),
        }
    )
    assert shop.sure("store.py", "Base.close") == [
        "store.py:7 close",
        "store.py:8 close",
        "use.py:6 close",
        "use.py:7 close",
        "use.py:8 close",
    ]
    assert shop.unsure("store.py", "Base.close") == ["use.py:9 close"]


def test_a_variable_with_several_values_is_what_was_last_written(workspace: Make) -> None:
    text = (
        "class A:\n"
        "    def go(self): ...\n\n\n"
        "class B:\n"
        "    def go(self): ...\n\n\n"
        "def f(x):\n"
        "    x = A()\n"
        "    x.go()\n"
        "    x = B()\n"
        "    x.go()\n"
        "    x = f(x)\n"
        "    x.go()\n"
    )
    shop = workspace({"a.py": text})
    assert shop.sure("a.py", "A.go") == ["a.py:11 go"]
    assert shop.sure("a.py", "B.go") == ["a.py:13 go"]
    assert shop.unsure("a.py", "A.go") == ["a.py:15 go"]


def test_attributes_are_followed_from_where_they_are_set(workspace: Make) -> None:
    text = (
        "class Db:\n"
        "    def ask(self): ...\n\n\n"
        "class Shop:\n"
        "    def __init__(self):\n"
        "        self.db = None\n"
        "        self.db = Db()\n\n"
        "    def run(self):\n"
        "        self.db.ask()\n"
        "        self.db = None\n"
    )
    shop = workspace({"a.py": text})
    assert shop.sure("a.py", "Db.ask") == ["a.py:11 ask"]
    assert shop.sure("a.py", "Shop.db") == ["a.py:8 db", "a.py:11 db", "a.py:12 db"]
    roles = [each.role for each in shop.index.references(shop.symbol("a.py", "Shop.db")).items]
    assert roles == [Role.ASSIGNMENT, Role.ATTRIBUTE, Role.ASSIGNMENT]


def test_what_a_context_manager_gives(workspace: Make) -> None:
    text = (
        "from contextlib import contextmanager\nfrom typing import Iterator\n\n\n"
        "class Db:\n    def __enter__(self):\n        return self\n    def ask(self): ...\n\n\n"
        "@contextmanager\ndef opened() -> Iterator[Db]:\n    yield Db()\n\n\n"
        "def f():\n    with Db() as db:\n        db.ask()\n    with opened() as db:\n        db.ask()\n"
    )
    shop = workspace({"a.py": text})
    assert shop.sure("a.py", "Db.ask") == ["a.py:18 ask", "a.py:20 ask"]


def test_roles(workspace: Make) -> None:
    text = "from b import Thing\n\n\ndef f(a: Thing) -> Thing:\n    kept = Thing\n    return Thing()\n"
    shop = workspace({"a.py": text, "b.py": "class Thing: ...\n"})
    found = shop.index.references(shop.symbol("b.py", "Thing")).items
    assert [str(each.role) for each in found] == ["import", "type", "type", "read", "call"]
    assert [each.within for each in found] == ["", "f", "f", "f", "f"]


def test_what_comes_from_outside_has_its_dotted_name(workspace: Make) -> None:
    text = (
        "import requests\n"
        "from requests import get as fetch\n\n\n"
        "def f():\n"
        "    requests.get('a', timeout=3)\n"
        "    fetch('b')\n"
        "    requests.Session().get('c')\n"
        "    print(len('d'))\n"
    )
    shop = workspace({"a.py": text})
    assert shop.at("a.py", "get", 2) == "requests.get"
    assert shop.at("a.py", "fetch", 2) == "requests.get"
    found = shop.index.call_sites("requests.get").items
    assert [shop.shown(each) for each in found] == ["a.py:6 get", "a.py:7 fetch"]
    assert [shop.shown(each) for each in shop.index.call_sites("requests.Session().get").items] == ["a.py:8 get"]
    assert [shop.shown(each) for each in shop.index.call_sites("len").items] == ["a.py:9 len"]


def test_what_a_name_at_a_place_stands_for(workspace: Make) -> None:
    shop = workspace({"a.py": "from b import run\n\n\ndef f(x):\n    run()\n    x.run()\n", "b.py": "def run(): ...\n"})
    target = shop.symbol("b.py", "run")
    assert shop.at("a.py", "run", 2) == target
    assert shop.at("b.py", "run") == target
    assert shop.at("a.py", "run", 3) is None


def test_a_limit_is_said(workspace: Make) -> None:
    shop = workspace({"a.py": "def f(): ...\n\n\n" + "f()\n" * 5})
    few = shop.index.references(shop.symbol("a.py", "f"), limit=3)
    assert len(few.items) == 3
    assert "3" in few.partial
    whole = shop.index.references(shop.symbol("a.py", "f"), limit=5)
    assert (len(whole.items), whole.partial) == (5, "")
    assert "time" in shop.index.references(shop.symbol("a.py", "f"), milliseconds=0).partial


def test_calls_among_some_files(workspace: Make) -> None:
    shop = workspace({"db.py": "def f(): ...\n", **{f"use_{n}.py": "from db import f\nf()\n" for n in range(3)}})
    found = shop.index.call_sites(shop.symbol("db.py", "f"), among={"use_1.py", "db.py"})
    assert [each.path for each in found.items] == ["use_1.py"]
    assert found.partial == ""


def test_everything_that_is_used_in_one_trip(workspace: Make) -> None:
    shop = workspace({"a.py": "from b import run\nrun()\nprint(1)\n", "b.py": "def run(): ...\n"})
    found = {
        each.target.qualified if isinstance(each.target, Symbol) else each.target: len(each.references)
        for each in shop.index.usages()
    }
    assert found == {"run": 2, "print": 1}


def test_modules_that_import_each_other_end(workspace: Make) -> None:
    shop = workspace(
        {
            "a.py": "from b import *\nfrom b import x\nclass A(B): ...\nA().go()\nx()\n",
            "b.py": "from a import *\nfrom a import x\nclass B(A): ...\n",
        }
    )
    assert shop.index.references("nothing").items == ()
    assert list(shop.index.usages())
