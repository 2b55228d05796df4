"""Imports of a file: read, added, merged and taken out, in each language's own forms."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hermes_lsp.core.text import apply_edits
from hermes_lsp.recipes.import_edits import edits_for, orphans
from hermes_lsp.recipes.import_places import PLACES
from hermes_lsp.recipes.imports import CannotImport, imported, used_as
from hermes_lsp.recipes.recipe import ImportNeeded
from hermes_lsp.syntax.document import Document, document_from_text
from hermes_lsp.syntax.grammars import find_language
from hermes_lsp.syntax.language import Imported


def read(text: str, language: str) -> list[Imported]:
    return [entry.imported for entry, _ in imported(document_from_text(text, language).tree)]


def added(text: str, language: str, *names: Imported, place: str = "preceding") -> str:
    """The text with imports added, which must then be read back; or why they cannot be."""
    document = document_from_text(text, language)
    try:
        edits = edits_for(document.tree, [ImportNeeded(name, place) for name in names], len(document.source))
    except CannotImport as error:
        return f"cannot: {error}"
    result = apply_edits(document.source, edits).decode()
    assert not document_from_text(result, language).tree.has_error
    assert set(read(text, language)) | set(names) == set(read(result, language))
    return result


def without(text: str, language: str, *names: Imported) -> str:
    """The text without imports that nothing uses; or why they cannot be taken out."""
    document: Document = document_from_text(text, language)
    try:
        edits = edits_for(document.tree, (), 0, orphans(document.tree, names, (), ()))
    except CannotImport as error:
        return f"cannot: {error}"
    result = apply_edits(document.source, edits).decode()
    assert not document_from_text(result, language).tree.has_error
    return result


READ = [
    ("python", "import a.b as c, d\n", [Imported("a.b", "", "c"), Imported("d")]),
    ("python", "from x import (\n    a,\n    b as c,  # why\n)\n", [Imported("x", "a"), Imported("x", "b", "c")]),
    ("python", "from . import k\nfrom ..m import *\n", [Imported(".", "k"), Imported("..m", "*")]),
    ("python", "from __future__ import annotations\n", [Imported("__future__", "annotations")]),
    (
        "typescript",
        'import d, { a, b as c } from "m";',
        [Imported("m", "default", "d"), Imported("m", "a"), Imported("m", "b", "c")],
    ),
    ("typescript", "import * as ns from 'm'\nimport 'side'\n", [Imported("m", "*", "ns"), Imported("side")]),
    ("typescript", "import type { T } from 'm'", [Imported("m", "T", "", "type")]),
    ("typescript", "import { type T, u } from 'm'", [Imported("m", "T", "", "inline type"), Imported("m", "u")]),
    ("typescript", "import fs = require('fs')", [Imported("fs", "", "fs", "import require")]),
    (
        "javascript",
        "const x = require('y'), z = require('w')",
        [Imported("y", "", "x", "require"), Imported("w", "", "z", "require")],
    ),
    (
        "javascript",
        "var { p, q: r } = require('z')",
        [Imported("z", "p", "", "require"), Imported("z", "q", "r", "require")],
    ),
    ("javascript", "const x = require('y'), k = 1\nconst { ...rest } = require('y')\n", []),
    ("go", 'package p\n\nimport "fmt"\n', [Imported("fmt")]),
    (
        "go",
        'package p\n\nimport (\n\t"os"\n\n\tf "x/y"\n\t_ "z"\n)\n',
        [Imported("os"), Imported("x/y", "", "f"), Imported("z", "", "_")],
    ),
    ("rust", "use a::b::C;\n", [Imported("a::b", "C")]),
    (
        "rust",
        "use a::{self, b::{C, D as E}, f};\n",
        [Imported("", "a"), Imported("a::b", "C"), Imported("a::b", "D", "E"), Imported("a", "f")],
    ),
    ("rust", "pub use a::*;\nuse z as y;\n", [Imported("a", "*", "", "pub"), Imported("", "z", "y")]),
    ("java", "import a.b.C;\nimport a.b.*;\n", [Imported("a.b", "C"), Imported("a.b", "*")]),
    ("java", "import static a.B.c;\n", [Imported("a.B", "c", "", "static")]),
    ("c", '#include <stdio.h>\n#include "x.h"\n', [Imported("<stdio.h>"), Imported('"x.h"')]),
    (
        "cpp",
        "#include <vector>\nusing std::vector;\nusing namespace std;\n",
        [Imported("<vector>"), Imported("std", "vector", "", "using"), Imported("std", "*", "", "using namespace")],
    ),
    ("csharp", "using System.Linq;\nusing X = A.B;\n", [Imported("System.Linq"), Imported("A.B", "", "X")]),
    ("csharp", "global using static A.B;\n", [Imported("A.B", "", "", "global static")]),
    (
        "php",
        "<?php\nuse A\\B\\C;\nuse \\A\\B as D;\nuse function A\\f;\n",
        [Imported("A\\B", "C"), Imported("A", "B", "D"), Imported("A", "f", "", "function")],
    ),
    ("php", "<?php\nuse A\\{B, C as D};\n", [Imported("A", "B"), Imported("A", "C", "D")]),
    ("ruby", "require 'x'\nrequire_relative \"y\"\nrequire name\n", [Imported("x"), Imported("y", "", "", "relative")]),
]


@pytest.mark.parametrize(("language", "text", "names"), READ)
def test_imports_are_read(language: str, text: str, names: list[Imported]) -> None:
    assert read(text, language) == names


@pytest.mark.parametrize(("language", "text", "names"), READ)
def test_what_is_written_is_read_back(language: str, text: str, names: list[Imported]) -> None:
    document = document_from_text(text, language)
    forms = document.language.import_forms
    assert forms is not None
    for name in names:
        start = "<?php\n" if language == "php" else ""
        written = read(start + forms.statement((name,), document.tree) + "\n", language)
        # What stands in a list as a type is a type import of its own when it stands alone.
        assert [each._replace(form="") for each in written] == [name._replace(form="")]


def test_a_name_joins_the_list_of_its_module() -> None:
    suppress = Imported("contextlib", "suppress")
    assert added("from contextlib import closing\n", "python", suppress) == "from contextlib import closing, suppress\n"
    lines = "from contextlib import (\n    closing,\n    ExitStack,\n)\n"
    assert (
        added(lines, "python", suppress) == "from contextlib import (\n    closing,\n    ExitStack,\n    suppress,\n)\n"
    )
    said = "from contextlib import (\n    closing,  # for files\n)\n"
    assert added(said, "python", suppress) == "from contextlib import (\n    closing,  # for files\n    suppress,\n)\n"
    assert added("from contextlib import *\n", "python", suppress).startswith("cannot: ")
    assert added('import { a } from "m";\n', "typescript", Imported("m", "b")) == 'import { a, b } from "m";\n'
    assert added("const {a} = require('m')\n", "javascript", Imported("m", "b", "c", "require")) == (
        "const {a, b: c} = require('m')\n"
    )
    assert (
        added("import d from 'm'\n", "typescript", Imported("m", "b")) == "import d from 'm'\nimport { b } from 'm'\n"
    )


def test_a_list_that_is_sorted_stays_sorted_where_order_is_asked_for() -> None:
    wanted = Imported("m", "b")
    assert added("from m import a, c\n", "python", wanted, place="sorted") == "from m import a, b, c\n"
    assert added("from m import a, c\n", "python", wanted) == "from m import a, c, b\n"
    assert added("from m import c, a\n", "python", wanted, place="sorted") == "from m import c, a, b\n"
    lines = "from m import (\n    a,\n    c,\n)\n"
    assert added(lines, "python", wanted, place="sorted") == "from m import (\n    a,\n    b,\n    c,\n)\n"
    assert added("import {a, c} from 'm'\n", "javascript", wanted, place="sorted") == "import {a, b, c} from 'm'\n"


def test_a_new_statement_is_written_as_the_file_writes_its_own() -> None:
    wanted = Imported("node:fs", "readFile")
    assert (
        added("import a from 'a'\n", "javascript", wanted) == "import a from 'a'\nimport { readFile } from 'node:fs'\n"
    )
    assert added('import {a} from "a";\n', "javascript", wanted) == (
        'import {a} from "a";\nimport {readFile} from "node:fs";\n'
    )
    required = Imported("node:fs", "", "fs", "require")
    assert added("var a = require('a');\n", "javascript", required) == (
        "var a = require('a');\nvar fs = require('node:fs');\n"
    )
    assert added("import a from 'a'\n", "javascript", required) == "cannot: the file does not import in this way"
    assert added("const a = require('a')\n", "javascript", wanted) == "cannot: the file does not import in this way"


def test_nothing_is_imported_twice_under_different_conditions() -> None:
    typed = "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from pathlib import Path\n"
    assert added(typed, "python", Imported("pathlib", "Path")) == "cannot: the file imports “Path” under a condition"
    tried = "try:\n    import json\nexcept ImportError:\n    import simplejson as json\n"
    assert added(tried, "python", Imported("json")) == "cannot: the file imports “json” under a condition"
    guarded = "#include <a.h>\n#ifdef X\n#include <b.h>\n#endif\n"
    assert added(guarded, "c", Imported("<b.h>")) == "cannot: the file imports “<b.h>” under a condition"
    local = "import os\n\n\ndef f():\n    import json\n"
    assert added(local, "python", Imported("json")) == "import os\nimport json\n\n\ndef f():\n    import json\n"


def test_an_import_does_not_come_before_what_must_be_first() -> None:
    wanted = Imported("m", "b")
    assert added('"use strict";\nrun();\n', "javascript", wanted) == '"use strict";\nimport { b } from "m";\nrun();\n'
    assert added("#!/usr/bin/env node\nrun()\n", "javascript", wanted) == (
        "#!/usr/bin/env node\nimport { b } from 'm'\nrun()\n"
    )
    assert added('"""Doc."""\n', "python", wanted) == '"""Doc."""\nfrom m import b\n'


def test_an_import_is_taken_out_with_its_line_or_from_its_list() -> None:
    b = Imported("m", "b")
    assert without("from m import b\nx = 1\n", "python", b) == "x = 1\n"
    assert without("from m import a, b\na()\n", "python", b) == "from m import a\na()\n"
    assert without("from m import b, c\nc()\n", "python", b) == "from m import c\nc()\n"
    assert without("from m import a, \\\n    b\na()\n", "python", b) == "from m import a\na()\n"
    assert without("from m import (\n    a,\n    b,\n)\n", "python", b) == "from m import (\n    a,\n)\n"
    assert without("from m import (a, b,\n               c)\n", "python", b) == "from m import (a,\n               c)\n"
    assert without("from m import (\n    a,  # one\n    b\n)\n", "python", b) == "from m import (\n    a,  # one\n)\n"
    assert without("from m import a, b, c\n", "python", b, Imported("m", "c")) == "from m import a\n"
    assert without("import d, { b } from 'm'\n", "javascript", b) == "import d from 'm'\n"
    assert (
        without("import d, { b } from 'm'\n", "javascript", Imported("m", "default", "d")) == "import { b } from 'm'\n"
    )
    assert without("import {\n  a,\n  b,\n} from 'm'\n", "javascript", b) == "import {\n  a,\n} from 'm'\n"
    required = Imported("y", "", "b", "require")
    assert without("const b = require('y')\nrun()\n", "javascript", required) == "run()\n"
    assert without("const a = require('x'), b = require('y')\n", "javascript", required) == "const a = require('x')\n"


def test_a_comment_is_never_lost_with_an_import() -> None:
    b = Imported("m", "b")
    assert without("from m import b  # keep\n", "python", b) == "cannot: it does not stand on lines of its own"
    assert (
        without("from m import (\n    a,\n    b,  # keep\n    c,\n)\n", "python", b)
        == "cannot: a comment would be lost"
    )


def test_an_import_that_is_used_stays() -> None:
    b = Imported("m", "b")
    for use in (
        "b()",
        "x = b.c",
        '__all__ = ["b"]',
        'x: "list[b]" = []',
        'f"{b}"',
        "def f(b): ...",
        "@b\ndef f(): ...",
    ):
        text = f"from m import b\n{use}\n"
        assert without(text, "python", b) == text, use
    for other in ("x.b", "f(b=1)", "# b", '"says b"', "bb", "import b"):
        assert without(f"from m import b\n{other}\n", "python", b) == f"{other}\n", other
    for use in ("b()", "x = <b/>", "export { b }", "x = { b }", "x = `${b}`", "let y: b"):
        text = f"import {{ b }} from 'm'\n{use}\n"
        assert without(text, "typescriptreact", b) == text, use
    for other in ("x.b", "// b", "'b'", "x = { b: 1 }"):
        assert without(f"import {{ b }} from 'm'\n{other}\n", "javascript", b) == f"{other}\n", other
    dotted = Imported("a.b")
    assert without("import a.b\nimport a.c\na.c.run()\n", "python", dotted) == "import a.c\na.c.run()\n"
    assert "import a.b" in without("import a.b\na.b.run()\n", "python", dotted)


START = {
    "python": "from m import zz\n",
    "typescript": "import { zz } from 'm';\n",
    "javascript": "const { zz } = require('m')\n",
    "go": 'package p\n\nimport (\n\t"zz"\n)\n',
    "rust": "use m::{zz, yy};\n",
    "java": "import m.zz;\n",
    "cpp": "#include <zz>\n",
    "csharp": "using zz;\n",
    "php": "<?php\nuse m\\{zz};\n",
    "ruby": "require 'zz'\n",
}
NAMED = {"python", "typescript", "javascript", "rust", "java", "php"}


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(sorted(START)),
    st.lists(st.from_regex(r"[a-x][a-z]{2,5}", fullmatch=True), min_size=1, max_size=5, unique=True),
    st.sampled_from(PLACES),
)
def test_what_is_added_can_be_read_and_taken_out_again(language: str, names: list[str], place: str) -> None:
    words = [f"q{name}" for name in names]  # No keyword begins like this.
    form = "require" if language == "javascript" else ""
    made = [Imported("m", word, "", form) if language in NAMED else Imported(word) for word in words]
    if language == "cpp":
        made = [Imported(f"<{word}>") for word in words]
    text = START[language]
    for name in made:
        text = added(text, language, name, place=place)
    assert set(made) < set(read(text, language))
    for name in made:
        if used_as(find_language(language), name):
            text = without(text, language, name)
            assert name not in read(text, language)
    if used_as(find_language(language), made[0]):
        assert text == START[language]


ELSEWHERE = [
    (
        "go",
        'package p\n\nimport (\n\t"fmt"\n\t"strings"\n\n\t"a.b/c"\n)\n',
        Imported("os"),
        "sorted",
        'package p\n\nimport (\n\t"fmt"\n\t"os"\n\t"strings"\n\n\t"a.b/c"\n)\n',
    ),
    ("go", "package p\n\nfunc f() {}\n", Imported("os"), "preceding", 'package p\nimport "os"\n\nfunc f() {}\n'),
    ("go", 'package p\n\nimport "fmt"\n', Imported("os"), "preceding", 'package p\n\nimport "fmt"\nimport "os"\n'),
    ("rust", "use a::{b, d};\n", Imported("a", "c"), "sorted", "use a::{b, c, d};\n"),
    ("rust", "use a::b;\n", Imported("a", "c"), "preceding", "use a::b;\nuse a::c;\n"),
    (
        "rust",
        "#![allow(dead_code)]\nfn f() {}\n",
        Imported("a", "c"),
        "preceding",
        "#![allow(dead_code)]\nuse a::c;\nfn f() {}\n",
    ),
    (
        "java",
        "package p;\n\nimport a.A;\nimport c.C;\n",
        Imported("b", "B"),
        "sorted",
        "package p;\n\nimport a.A;\nimport b.B;\nimport c.C;\n",
    ),
    (
        "c",
        "#include <a.h>\n#include <c.h>\n",
        Imported("<b.h>"),
        "sorted",
        "#include <a.h>\n#include <b.h>\n#include <c.h>\n",
    ),
    (
        "c",
        "#ifndef A\n#define A\n#endif\n",
        Imported("<b.h>"),
        "preceding",
        "cannot: the file does not import in this way",
    ),
    (
        "csharp",
        "using System;\nusing A;\n",
        Imported("System.Linq"),
        "sorted",
        "using System;\nusing System.Linq;\nusing A;\n",
    ),
    (
        "php",
        "<?php\nnamespace N;\n\nuse A\\{B, D};\n",
        Imported("A", "C"),
        "sorted",
        "<?php\nnamespace N;\n\nuse A\\{B, C, D};\n",
    ),
    (
        "php",
        "<?php\nnamespace N;\n\nrun();\n",
        Imported("A", "C"),
        "preceding",
        "<?php\nnamespace N;\nuse A\\C;\n\nrun();\n",
    ),
    ("ruby", "require 'a'\nrequire 'c'\n", Imported("b"), "sorted", "require 'a'\nrequire 'b'\nrequire 'c'\n"),
]


@pytest.mark.parametrize(("language", "text", "name", "place", "expected"), ELSEWHERE)
def test_other_languages_add_imports_in_their_own_forms(
    language: str, text: str, name: Imported, place: str, expected: str
) -> None:
    assert added(text, language, name, place=place) == expected


GONE = [
    (
        "go",
        'package p\n\nimport (\n\t"fmt"\n\t"os"\n)\n\nfunc f() { fmt.Println() }\n',
        Imported("os"),
        'package p\n\nimport (\n\t"fmt"\n)\n\nfunc f() { fmt.Println() }\n',
    ),
    ("rust", "use a::{b, c::{D, E}};\n", Imported("a::c", "D"), "use a::{b, c::{E}};\n"),
    ("rust", "use a::{b, c::{D}};\n", Imported("a::c", "D"), "use a::{b};\n"),
    ("java", "import a.B;\nimport a.C;\nclass X { C c; }\n", Imported("a", "B"), "import a.C;\nclass X { C c; }\n"),
    ("cpp", "#include <a>\nusing std::vector;\n", Imported("std", "vector", "", "using"), "#include <a>\n"),
    ("csharp", "using X = A.B;\nclass C {}\n", Imported("A.B", "", "X"), "class C {}\n"),
    ("php", "<?php\nuse A\\B;\nuse A\\C;\nnew C();\n", Imported("A", "B"), "<?php\nuse A\\C;\nnew C();\n"),
    ("php", "<?php\nuse A\\{B, C};\nnew C();\n", Imported("A", "B"), "<?php\nuse A\\{C};\nnew C();\n"),
]


@pytest.mark.parametrize(("language", "text", "name", "expected"), GONE)
def test_other_languages_lose_imports_that_nothing_uses(
    language: str, text: str, name: Imported, expected: str
) -> None:
    assert without(text, language, name) == expected
