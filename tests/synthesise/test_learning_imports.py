"""What is learned about imports: names that go, names that move, and where new ones are put."""

from __future__ import annotations

from lesson_texts import answer, lesson, taught

from hermes_lsp.learning.synthesise import replay
from hermes_lsp.recipes.codec import dump, load
from hermes_lsp.recipes.explain import explain

BETTER = "`old` is deprecated, use `better`"
UNUSED = "`{}` imported but unused"


def test_an_unused_import_is_taken_out_of_any_list() -> None:
    book = taught(
        lesson("import re\n⟦import os⟧\nre.compile\n", "import re\nre.compile\n", message=UNUSED.format("os"))
    )
    assert answer(book, "⟦import sys⟧\nx = 1\n", message=UNUSED.format("sys")) == "x = 1\n"
    listed = "from a import (\n    b,\n    ⟦c⟧,\n)\n\nb()\n"
    assert answer(book, listed, message=UNUSED.format("a.c")) == "from a import (\n    b,\n)\n\nb()\n"
    inside = "def f():\n    from a import ⟦b⟧\n    return 1\n"
    assert answer(book, inside, message=UNUSED.format("a.b")) == "def f():\n    return 1\n"


def test_nothing_is_offered_where_an_unused_import_is_there_for_others() -> None:
    book = taught(lesson("⟦import os⟧\nx = 1\n", "x = 1\n", message=UNUSED.format("os")))
    for kept in (
        "from a import ⟦b⟧\n__all__ = ['b']\n",
        "from a import ⟦b as b⟧\n",
        "from a import ⟦b⟧\nb()\n",
        "from a import ⟦b⟧  # for the plug-ins\n",
        "if x:\n    import ⟦b⟧\n",
    ):
        assert answer(book, kept, message=UNUSED.format("a.b")).startswith("silent"), kept


def test_it_must_be_clear_which_names_are_meant() -> None:
    book = taught(lesson("⟦import os⟧\nx = 1\n", "x = 1\n", message=UNUSED.format("os")))
    two = "from a import ⟦b⟧, c\n"
    assert answer(book, two, message=UNUSED.format("a.b")) == "silent: it is not clear which of the names are meant"
    shown = lesson("from m import ⟦o⟧, p\nx = 1\n", "x = 1\n", message=UNUSED.format("m.o"), id="2")
    both = taught(lesson("⟦import os⟧\nx = 1\n", "x = 1\n", message=UNUSED.format("os")), shown)
    assert answer(both, "from a import ⟦b⟧, c, d\nd()\n", message=UNUSED.format("a.b")) == "from a import d\nd()\n"


def test_a_name_that_is_used_stays_whichever_way_it_is_meant() -> None:
    one_of_two = lesson("from m import ⟦o⟧, p\n", "from m import p\n", message=UNUSED.format("m.o"))
    book = taught(one_of_two)
    assert answer(book, "from a import ⟦b⟧, c\n", message=UNUSED.format("a.b")) == "from a import c\n"
    used = "from a import ⟦b⟧, c\nb()\n"
    assert answer(book, used, message=UNUSED.format("a.b")) == "silent: what it would take away is used"


def test_a_name_that_is_imported_twice_goes_where_it_comes_again() -> None:
    said = "Redefinition of unused `{}`"
    book = taught(lesson("import a\nimport ⟦a⟧\na()\n", "import a\na()\n", message=said.format("a")))
    inside = "from m import b, c\n\n\ndef f():\n    from m import ⟦b⟧, d\n    return b(d)\n"
    assert answer(book, inside, message=said.format("b")) == (
        "from m import b, c\n\n\ndef f():\n    from m import d\n    return b(d)\n"
    )
    elsewhere = "from m import b\n\n\ndef f():\n    from m import c\n\n\ndef g():\n    from m import ⟦b⟧, c\n"
    assert answer(book, elsewhere, message=said.format("b")).endswith("def g():\n    from m import c\n")
    more = "from m import b, c\nfrom m import ⟦b⟧, c, d\n"
    assert answer(book, more, message=said.format("b")) == "silent: it is not clear which of the names are meant"


def test_names_move_to_the_module_that_the_message_names() -> None:
    said = "Import from `{}` instead: `{}`"
    book = taught(
        lesson(
            "⟦from typing import Any, Callable⟧\n",
            "from typing import Any\nfrom collections.abc import Callable\n",
            message=said.format("collections.abc", "Callable"),
        )
    )
    lines = "if x:\n    ⟦from typing import (\n        A,\n        Pattern as P,\n    )⟧\n\nP()\n"
    assert answer(book, lines, message=said.format("re", "Pattern")) == (
        "if x:\n    from typing import (\n        A,\n    )\n    from re import Pattern as P\n\nP()\n"
    )
    all_of_it = "⟦from typing import Match, Pattern⟧  # both\n"
    assert answer(book, all_of_it, message=said.format("re", "Match`, `Pattern")) == (
        "from re import Match, Pattern  # both\n"
    )


def test_an_import_goes_when_the_fix_was_its_last_use() -> None:
    said = "use `list` instead of `List`"
    book = taught(
        lesson(
            "from typing import Any, List\n\nx: ⟦List[int]⟧\n", "from typing import Any\n\nx: list[int]\n", message=said
        )
    )
    assert answer(book, "from typing import List\n\ny: ⟦List[str]⟧\n", message=said) == "\ny: list[str]\n"
    used = "from typing import List\n\ny: ⟦List[str]⟧\nz: List[int]\n"
    assert answer(book, used, message=said) == "from typing import List\n\ny: list[str]\nz: List[int]\n"
    noted = "from typing import List  # old\n\ny: ⟦List[str]⟧\n"
    assert answer(book, noted, message=said) == "silent: it does not stand on lines of its own"


def test_a_new_import_goes_where_the_examples_show_it() -> None:
    body = "\n\nsave(⟦old(1)⟧)\n", "\n\nsave(better(1))\n"
    before = "from a import aa\nfrom z import zz" + body[0]
    last = taught(lesson(before, "from a import aa\nfrom z import zz\nfrom m import better" + body[1], message=BETTER))
    between = taught(
        lesson(before, "from a import aa\nfrom m import better\nfrom z import zz" + body[1], message=BETTER)
    )
    assert (
        answer(last, "from b import bb\nfrom y import yy" + body[0], message=BETTER)
        == "from b import bb\nfrom y import yy\nfrom m import better" + body[1]
    )
    assert (
        answer(between, "from b import bb\nfrom y import yy" + body[0], message=BETTER)
        == "from b import bb\nfrom m import better\nfrom y import yy" + body[1]
    )
    groups = "import os\n\nfrom b import bb\nfrom y import yy\n\nfrom . import c"
    assert answer(between, groups + body[0], message=BETTER) == (
        "import os\n\nfrom b import bb\nfrom m import better\nfrom y import yy\n\nfrom . import c" + body[1]
    )
    unsorted = "from z import zz\nfrom b import bb"
    assert answer(between, unsorted + body[0], message=BETTER) == unsorted + "\nfrom m import better" + body[1]


def test_a_name_joins_a_list_as_the_examples_show_it() -> None:
    body = "\n\nsave(⟦old(1)⟧)\n", "\n\nsave(better(1))\n"
    before = "from m import a, z" + body[0]
    last = taught(lesson(before, "from m import a, z, better" + body[1], message=BETTER))
    between = taught(lesson(before, "from m import a, better, z" + body[1], message=BETTER))
    there = "from m import (\n    another,\n    zoo,\n)"
    assert (
        answer(last, there + body[0], message=BETTER)
        == "from m import (\n    another,\n    zoo,\n    better,\n)" + body[1]
    )
    assert (
        answer(between, there + body[0], message=BETTER)
        == "from m import (\n    another,\n    better,\n    zoo,\n)" + body[1]
    )


REPLACED = "`os.stat()` should be replaced by `Path.stat()`"


def test_a_name_is_written_as_the_file_refers_to_it() -> None:
    book = taught(
        lesson(
            "import os\n\nx = ⟦os.stat⟧(p)\n",
            "import os\nimport pathlib\n\nx = pathlib.Path(p).stat()\n",
            message=REPLACED,
        )
    )
    for imports, written in (
        ("import os\nfrom pathlib import Path\n", "Path"),
        ("import os\nfrom pathlib import Path as P\n", "P"),
        ("import os\nimport pathlib\n", "pathlib.Path"),
        ("import os\nimport pathlib as pl\n", "pl.Path"),
    ):
        asked = imports + "\ny = ⟦os.stat⟧(q)\n"
        assert answer(book, asked, message=REPLACED) == f"{imports}\ny = {written}(q).stat()\n"
    assert answer(book, "import os\n\ny = ⟦os.stat⟧(q)\n", message=REPLACED) == (
        "import os\nimport pathlib\n\ny = pathlib.Path(q).stat()\n"
    )
    part = "import os\nfrom pathlib import PurePath\n\ny = ⟦os.stat⟧(q)\n"
    assert answer(book, part, message=REPLACED) == (
        "import os\nfrom pathlib import PurePath, Path\n\ny = Path(q).stat()\n"
    )
    other = "import os\nfrom mine import Path, pathlib\n\ny = ⟦os.stat⟧(q)\n"
    assert answer(book, other, message=REPLACED) == "silent: the file has another “pathlib”"


def test_what_is_wrapped_is_not_wrapped_again() -> None:
    there = "import os\nfrom pathlib import Path\n\n"
    book = taught(lesson(there + "x = ⟦os.stat⟧(p)\n", there + "x = Path(p).stat()\n", message=REPLACED))
    again = "import os\nimport pathlib\n\ny = ⟦os.stat⟧(pathlib.Path(q))\n"
    assert "is wrapped already" in answer(book, again, message=REPLACED)


def test_what_no_example_brought_in_is_not_brought_in() -> None:
    there = "import os\nfrom pathlib import Path\n\n"
    book = taught(lesson(there + "x = ⟦os.stat⟧(p)\n", there + "x = Path(p).stat()\n", message=REPLACED))
    assert answer(book, "import os\nimport pathlib\n\ny = ⟦os.stat⟧(q)\n", message=REPLACED) == (
        "import os\nimport pathlib\n\ny = pathlib.Path(q).stat()\n"
    )
    another = "import os\nfrom ours.paths import Path\n\ny = ⟦os.stat⟧(q)\n"
    assert answer(book, another, message=REPLACED) == "silent: “pathlib.Path” is not imported here"
    missing = "import os\n\ny = ⟦os.stat⟧(q)\n"
    assert answer(book, missing, message=REPLACED) == "silent: “pathlib.Path” is not imported here"


def test_examples_that_bring_a_name_in_differently_do_not_speak_for_each_other() -> None:
    book = taught(
        lesson(
            "import os\n\nx = ⟦os.stat⟧(p)\n",
            "import os\nimport pathlib\n\nx = pathlib.Path(p).stat()\n",
            message=REPLACED,
        ),
        lesson(
            "import os\n\ny = ⟦os.stat⟧(q)\n",
            "import os\nfrom pathlib import Path\n\ny = Path(q).stat()\n",
            message=REPLACED,
        ),
    )
    assert answer(book, "import os\n\nz = ⟦os.stat⟧(r)\n", message=REPLACED).startswith("silent")


def test_unused_imports_go_in_other_languages_too() -> None:
    script = taught(
        lesson(
            "import { a, ⟦b⟧ } from 'm';\na();\n",
            "import { a } from 'm';\na();\n",
            language="javascript",
            message="'b' is defined but never used.",
        )
    )
    said = "'fs' is defined but never used."
    required = "const ⟦fs⟧ = require('fs');\nconst p = require('p');\np();\n"
    assert answer(script, required, language="javascript", message=said) == "const p = require('p');\np();\n"
    used = "import ⟦fs⟧ from 'fs';\nfs();\n"
    assert answer(script, used, language="javascript", message=said).startswith("silent")
    crate = taught(
        lesson(
            "use a::{b, ⟦c⟧};\nfn f() { b(); }\n",
            "use a::{b};\nfn f() { b(); }\n",
            language="rust",
            message="unused import: `c`",
        )
    )
    assert answer(crate, "use x::⟦Y⟧;\nfn f() {}\n", language="rust", message="unused import: `x::Y`") == "fn f() {}\n"


def test_what_is_learned_is_written_read_and_told() -> None:
    moved = lesson(
        "⟦from typing import Any, Callable⟧\n",
        "from typing import Any\nfrom re import Callable\n",
        message="Import from `re` instead: `Callable`",
    )
    gone = lesson("from typing import Any, List\n\nx: ⟦List[int]⟧\n", "from typing import Any\n\nx: list[int]\n")
    told = {}
    for name, example in (("moved", moved), ("gone", gone)):
        book = taught(example)
        assert load(dump(book)) == book
        assert replay(load(dump(book)), [example]) == []
        told[name] = "\n".join(explain(book.recipes[0]).lines)
    assert "imports the names that the message quotes from what the message quotes (first) instead" in told["moved"]
    assert "takes the import of `List` of `typing` out where nothing uses it any more" in told["gone"]
