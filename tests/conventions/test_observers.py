"""What each observer sees: a way of writing, in three files, is learned; the other way is a deviation."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from projects import document, fixed, hints, learn, value

from hermes_lsp.conventions.observers import quotes
from hermes_lsp.conventions.registry import all_observers
from hermes_lsp.conventions.tally import tally


class Story(NamedTuple):
    """One choice.

    Attributes:
        kind, subject, value: What is learned from ``way``.
        ending: Of the files.
        way: How the project does it; repeated, with ``N`` as a number that is new each time.
        other: The same done otherwise.
        after: What the edit makes of ``other``; empty where there is none.
    """

    kind: str
    subject: str
    value: str
    ending: str
    way: str
    other: str
    after: str = ""


PYTHON = [
    Story("quotes", "string", "single", ".py", "a = 'x'\n", 'a = "x"\n', "a = 'x'\n"),
    Story("naming", "function", "snake_case", ".py", "def get_itN(): ...\n", "def getIt(): ...\n"),
    Story("naming", "class", "PascalCase", ".py", "class OneN: ...\n", "class one_two: ...\n"),
    Story(
        "naming",
        "method",
        "camelCase",
        ".py",
        "class A:\n    def getItN(self): ...\n",
        "class A:\n    def get_it(self): ...\n",
    ),
    Story(
        "import-form",
        "module of the project",
        "relative",
        ".py",
        "from .aN import b\n",
        "from app.a import b\n",
        "from .a import b\n",
    ),
    Story("import-form", "os", "whole", ".py", "import os\n", "from os import path\n"),
    Story("import-order", "modules", "sorted", ".py", "import ab\nimport bc\n\n", "import bc\nimport ab\n"),
    Story("import-order", "names", "sorted", ".py", "from m import A, b, c\n", "from m import c, b\n"),
    Story(
        "import-order",
        "forms",
        "import before from",
        ".py",
        "import z\nfrom a import b\n\n",
        "from a import b\nimport z\n",
    ),
    Story("aliases", "numpy", "np", ".py", "import numpy as np\n", "import numpy as num\n"),
    Story(
        "docstring-style",
        "section",
        "Google",
        ".py",
        'def fN():\n    """Do.\n\n    Args:\n        a: b\n    """\n',
        'def f():\n    """Do.\n\n    :param a: b\n    """\n',
    ),
    Story(
        "docstring-style",
        "section",
        "numpy",
        ".py",
        'def fN():\n    """Do.\n\n    Returns\n    -------\n    a\n    """\n',
        'def f():\n    """Do.\n\n    Returns:\n        b\n    """\n',
    ),
    Story(
        "docstring-form",
        "end of the summary",
        "with a full stop",
        ".py",
        'def fN():\n    """Do."""\n',
        'def f():\n    """Do"""\n',
    ),
    Story("docstring-coverage", "function", "documented", ".py", 'def fN():\n    """Do."""\n', "def f(): ...\n"),
    Story("annotations", "parameter", "annotated", ".py", "def fN(a: int): ...\n", "def f(a): ...\n"),
    Story("annotations", "result", "annotated", ".py", "def fN() -> int: ...\n", "def f(): ...\n"),
    Story("type-forms", "union", "X | None", ".py", "a: int | None\n", "a: Optional[int]\n"),
    Story("type-forms", "generic", "list[X]", ".py", "a: list[int]\n", "a: List[int]\n"),
    Story("string-formatting", "text", "f-strings", ".py", 'a = f"{b}"\n', 'a = "%s" % b\n'),
    Story("paths", "path", "pathlib", ".py", "a = Path(b)\n", "a = os.path.join(b, c)\n"),
    Story("logging", "output", "a logger", ".py", "log.info(a)\n", ""),
    Story(
        "logging", "values in messages", "as arguments of the call", ".py", 'log.info("%s", a)\n', 'log.info(f"{a}")\n'
    ),
    Story(
        "error-raising",
        "cause",
        "with `from`",
        ".py",
        "try:\n    f()\nexcept A as e:\n    raise B(1) from e\n",
        "try:\n    f()\nexcept A as e:\n    raise B(1)\n",
    ),
    Story(
        "error-handling",
        "breadth",
        "named errors",
        ".py",
        "try:\n    f()\nexcept OSError:\n    g()\n",
        "try:\n    f()\nexcept:\n    g()\n",
    ),
    Story(
        "error-names", "error class", "Error", ".py", "class ANError(Exception): ...\n", "class Bad(Exception): ...\n"
    ),
    Story(
        "trailing-commas",
        "list",
        "a trailing comma",
        ".py",
        "a = [\n    1,\n    2,\n]\n",
        "a = [\n    1,\n    2\n]\n",
        "a = [\n    1,\n    2,\n]\n",
    ),
    Story("assertions", "assertion", "`assert`", "_test.py", "assert a\n", "self.assertTrue(a)\n"),
    Story(
        "test-layout",
        "fixture",
        "@pytest.fixture",
        "_test.py",
        "@pytest.fixture\ndef aN(): ...\n",
        "@pytest.fixture()\ndef a(): ...\n",
    ),
]
SCRIPT = [
    Story("quotes", "string", "single", ".js", "a('x');\n", 'a("x");\n', "a('x');\n"),
    Story("semicolons", "statement", "end in a semicolon", ".ts", "f(N);\n", "f()\n", "f();\n"),
    Story("variables", "variable", "`const` or `let`", ".js", "const aN = 1;\n", "var a = 1;\n"),
    Story("equality", "comparison", "`===`", ".js", "f(a === N);\n", "f(a == 1);\n"),
    Story("arrow-parens", "parameter", "with parentheses", ".js", "f((x) => x);\n", "f(x => x);\n", "f((x) => x);\n"),
    Story("async-use", "waiting", "`await`", ".js", "await f();\n", "async function a() { f().then(g); }\n"),
    Story("modules", "built-in module", "with `node:`", ".js", "import aN from 'node:fs';\n", "import fs from 'fs';\n"),
    Story("exports", "export", "named", ".ts", "export function fN() {}\n", ""),
    Story("type-forms", "shape", "interface", ".ts", "interface AN { a: string }\n", "type A = { a: string };\n"),
    Story("string-formatting", "text", "template strings", ".js", "f(`${a}`);\n", "f('a' + b + 'c');\n"),
    Story("naming", "function", "camelCase", ".js", "function getItN() {}\n", "function get_it() {}\n"),
    Story("error-handling", "name of the caught error", "error", ".js", "try { f(); } catch (error) { g(); }\n", ""),
]
OTHERS = [
    Story("receivers", "receiver", "short", ".go", "func (s *ServerN) Run() {}\n", "func (this *Server) Run() {}\n"),
    Story(
        "error-wrapping",
        "error",
        "%w",
        ".go",
        'var aN = fmt.Errorf("no: %w", err)\n',
        'var a = fmt.Errorf("no: %v", err)\n',
        'var a = fmt.Errorf("no: %w", err)\n',
    ),
    Story("braces", "definition", "on a line of its own", ".c", "int getN()\n{\n  return 1;\n}\n", ""),
    Story("indentation", "block", "2 spaces", ".c", "int getN()\n{\n  return 1;\n}\n", ""),
    Story("indentation", "block", "a tab", ".go", "func fN() {\n\treturn\n}\n", ""),
    Story("naming", "method", "camelCase", ".java", "class AN { void getIt() {} }\n", "class A { void get_it() {} }\n"),
    Story("quotes", "string", "single", ".rb", "a('x')\n", 'a("x")\n', "a('x')\n"),
]
STORIES = PYTHON + SCRIPT + OTHERS


def project(story: Story) -> dict[str, str]:
    return {
        f"app/{name}{story.ending}": "".join(story.way.replace("N", str(number)) for number in range(base, base + 20))
        for base, name in enumerate("abcd")
    }


@pytest.mark.parametrize(
    "story", STORIES, ids=lambda story: f"{story.kind}-{story.subject}-{story.value}{story.ending}"
)
def test_a_way_of_writing_is_learned_and_the_other_way_deviates(story: Story) -> None:
    learned = learn(project(story))
    assert value(learned, story.kind, story.subject) == story.value
    assert hints(f"app/new{story.ending}", story.way.replace("N", "7"), learned, story.kind) == ()
    if not story.other:
        return
    found = [
        each
        for each in hints(f"app/new{story.ending}", story.other, learned, story.kind)
        if each.convention.subject == story.subject
    ]
    assert len(found) == 1
    assert bool(found[0].edits) == bool(story.after)
    if story.after:
        assert fixed(story.other, found[0]) == story.after


def test_every_observer_has_a_story_or_a_test_of_its_own() -> None:
    own = {"line-length", "future-annotations", "file-ends"}
    assert {observer.name for observer in all_observers()} - {story.kind for story in STORIES} == own


def test_the_limit_of_lines_is_where_they_stop() -> None:
    def line(length: int) -> str:
        return "f(some, " + "b" * (length - 9) + ")\n"

    files = {f"app/{name}.py": "".join(line(length) for length in range(60, 89) for _ in range(3)) for name in "abcd"}
    learned = learn(files)
    assert value(learned, "line-length", "line") == "88"
    assert len(hints("app/e.py", line(89), learned, "line-length")) == 1
    assert hints("app/e.py", line(88), learned, "line-length") == ()


def test_a_line_at_the_limit_that_was_meant_is_not_too_long() -> None:
    text = "".join("f(some, " + "b" * (length - 9) + ")\n" for length in range(60, 80) for _ in range(4))
    learned = learn({f"app/{name}.py": text for name in "abcdef"})
    assert value(learned, "line-length", "line") == "79"
    assert hints("app/e.py", "f(some, " + "b" * 71 + ")\n", learned, "line-length") == ()
    assert len(hints("app/e.py", "f(some, " + "b" * 72 + ")\n", learned, "line-length")) == 1


def test_lines_that_merely_get_rarer_have_no_limit() -> None:
    text = "".join("f(a, " + "b" * length + ")\n" for length in range(60, 120) for _ in range((130 - length) // 8))
    assert value(learn({f"app/{name}.py": text for name in "abcd"}), "line-length", "line") == ""


def test_modules_with_annotations_begin_with_the_future() -> None:
    files = {f"app/a{number}.py": "from __future__ import annotations\n\na: int = 1\n" for number in range(40)}
    files |= {f"app/plain{number}.py": "a = 1\n" for number in range(40)}
    assert value(learn(files), "future-annotations", "module") == "there"


class NoChoice(NamedTuple):
    """A case that nobody could write otherwise, beside one that could.

    Attributes:
        kind, ending, way: As in a story.
        forced: What is not held against the code.
        free: What is.
    """

    kind: str
    ending: str
    way: str
    forced: str
    free: str


NO_CHOICE = [
    NoChoice(
        "naming",
        ".py",
        "class A:\n    def getItN(self): ...\n",
        "class A(Base):\n    def get_it(self): ...\n",
        "class A:\n    def get_it(self): ...\n",
    ),
    NoChoice(
        "naming",
        ".py",
        "class OneN: ...\n",
        "class one_two:\n    def __enter__(self): ...\n",
        "class one_two:\n    def one(self): ...\n",
    ),
    NoChoice("naming", ".py", "class OneN: ...\n", "class NO_DEFAULT: ...\n", "class no_default: ...\n"),
    NoChoice("naming", ".py", "def get_itN(): ...\n", "def Default(): ...\n", "def getDefault(): ...\n"),
    NoChoice("naming", ".py", "def get_itN(): ...\n", "def assertSame(): ...\n", "def makeSame(): ...\n"),
    NoChoice(
        "import-form",
        ".py",
        "from .aN import b\n",
        'from app.a import b\n\nif __name__ == "__main__":\n    b()\n',
        "from app.a import b\n",
    ),
    NoChoice("import-form", ".py", "from .aN import b\n", "import app.a\n", "from app.a import b\n"),
    NoChoice("import-form", ".py", "from app.aN import b\n", "def f():\n    from .a import b\n", "from .a import b\n"),
    NoChoice("string-formatting", ".py", 'a = f"{b}"\n', 'a = "%s" % b["c"]\n', 'a = "%s" % b\n'),
    NoChoice("quotes", ".py", "a = 'x'\n", 'def f():\n    "It does."\n', 'def f():\n    return "It does."\n'),
    NoChoice("type-forms", ".py", "a: int | None\n", 'a: Optional["B"]\n', "a: Optional[B]\n"),
    NoChoice("logging", ".py", 'log.info(f"{a}")\n', "log.info(TEXT.format(a))\n", 'log.info("{}".format(a))\n'),
    NoChoice("assertions", "_test.py", "assert a\n", 'self.fail("no")\n', "self.assertTrue(a)\n"),
    NoChoice(
        "test-layout",
        ".test.js",
        "it('N', f);\n",
        "import { test } from 'node:test';\ntest('a', f);\n",
        "test('a', f);\n",
    ),
    NoChoice("test-layout", ".test.js", "it('N', f);\n", "test(a, b);\n", "test('a', f);\n"),
    NoChoice("semicolons", ".js", "f()\n", "f()\n;[1].map(f)\n", "f();\n"),
    NoChoice("paths", ".py", "a = Path(b)\n", "a = os.path.sep.join(b)\n", "a = os.path.join(b)\n"),
    NoChoice(
        "logging",
        ".py",
        "log = logging.getLogger(__name__)\n",
        "def f():\n    logger = logging.getLogger(__name__)\n",
        "logger = logging.getLogger(__name__)\n",
    ),
    NoChoice("semicolons", ".js", "f()\n", "f();\n// x\n[1].map(f)\n", "f();\ng()\n"),
    NoChoice("async-use", ".js", "await f();\n", "p(() => f().then(g));\n", "async () => { f().then(g); };\n"),
    NoChoice(
        "async-use",
        ".js",
        "await f();\n",
        "async function a() { return p([f().then(g)]); }\n",
        "async function a() { f().then(g); }\n",
    ),
    NoChoice("string-formatting", ".py", 'a = f"{b}"\n', "a = b'%d' % b\n", "a = '%d' % b\n"),
    NoChoice("string-formatting", ".py", 'a = f"{b}"\n', "a = '{%d}' % b\n", "a = '%d' % b\n"),
    NoChoice(
        "naming",
        ".py",
        "class A:\n    def get_itN(self): ...\n",
        "class A:\n    def itBegan(self):\n        self.next.itBegan()\n",
        "class A:\n    def itBegan(self):\n        self.next.it_began()\n",
    ),
    NoChoice(
        "naming",
        ".py",
        "class A:\n    def get_itN(self): ...\n",
        "@implementer(I)\nclass A:\n    def itBegan(self): ...\n",
        "@final\nclass A:\n    def itBegan(self): ...\n",
    ),
    NoChoice(
        "naming",
        ".js",
        "function getItN() {}\nclass A { getIt() {} }\n",
        "f({ is_it() {} });\n",
        "class A { is_it() {} }\n",
    ),
    NoChoice("equality", ".js", "f(a === N);\n", "// eslint-disable-next-line eqeqeq\nf(a == 1);\n", "f(a == 1);\n"),
    NoChoice("semicolons", ".js", "f()\n", "f(() => { a(); return b })\n", "f(() => { a() });\n"),
    NoChoice("assertions", "_test.py", "assert a\n", "self.assertItemsSaved(a)\n", "self.assertIsNone(a)\n"),
    NoChoice(
        "docstring-form",
        ".py",
        'def fN():\n    """Do.\n\n    It does.\n    """\n',
        'def f(a):\n    """\n    :arg a: It.\n    """\n',
        'def f(a):\n    """\n    Do.\n\n    It does.\n    """\n',
    ),
    NoChoice(
        "annotations",
        ".py",
        "def fN(a: int) -> int: ...\n",
        "class A:\n    def f(me) -> int: ...\n",
        "class A:\n    @staticmethod\n    def f(me) -> int: ...\n",
    ),
    NoChoice(
        "import-form",
        ".py",
        "import os\n",
        "try:\n    from other import walk\nexcept ImportError:\n    from os import walk\n",
        "from os import walk\n",
    ),
    NoChoice("naming", ".py", "class OneN: ...\n", "def f():\n    class a_module: ...\n", "class a_module: ...\n"),
    NoChoice("naming", ".py", "def f():\n    a_bN = 1\n", "def f():\n    b2D = 1\n", "def f():\n    itTwo = 1\n"),
    NoChoice(
        "naming",
        ".py",
        "def f():\n    a_bN = 1\n",
        "def f():\n    isIt = self.isIt\n",
        "def f():\n    isIt = self.it\n",
    ),
    NoChoice("quotes", ".py", "a = 'x'\n", 'a = ("x" "it\'s")\n', 'a = ("x" "its")\n'),
    NoChoice("string-formatting", ".py", 'a = f"{b}"\n', 'a = f"{{:{b}}}".format(c)\n', 'a = "{}".format(c)\n'),
    NoChoice(
        "type-forms",
        ".py",
        "a: list[int]\n",
        "from collections.abc import Set\n\na: Set[int]\n",
        "from typing import Set\n\na: Set[int]\n",
    ),
    NoChoice(
        "variables",
        ".js",
        "const aN = 1;\n",
        "try {\n  var a = require('a');\n} catch {}\n",
        "function f() {\n  var a = require('a');\n}\n",
    ),
    NoChoice("string-formatting", ".py", 'a = f"{b}"\n', "a = rb'%d' % b\n", "a = r'%d' % b\n"),
    NoChoice("test-layout", ".test.js", "it('N', f);\n", "const a = test('b');\n", "test('a', f);\n"),
    NoChoice("assertions", ".test.js", "expect(N);\n", "assert(a instanceof B);\n", "t.is(a, b);\n"),
    NoChoice("naming", ".py", "def f():\n    getItN = 1\n", "def f():\n    it_2 = 1\n", "def f():\n    it_b = 1\n"),
    NoChoice("equality", ".js", "f(a === N);\n", "f(a != a);\n", "f(a != 1);\n"),
    NoChoice("equality", ".js", "f(a === N);\n", "f(null == a);\n", "f(1 == a);\n"),
    NoChoice("equality", ".js", "f(a === N);\n", "f(a == b);\n", "f(typeof a == b);\n"),
    NoChoice("semicolons", ".ts", "f(N);\n", "namespace A {\n  f();\n}\n", "namespace A {\n  f()\n}\n"),
    NoChoice("quotes", ".php", "<?php $a = 'x';\n", '<?php $a = "<$b>" .\n    "x";\n', '<?php $a = $b .\n    "x";\n'),
    NoChoice("quotes", ".php", "<?php $a = 'x';\n", '<?php f("\\n", g("x"));\n', '<?php f(g("x"));\n'),
    NoChoice("quotes", ".rb", 'a = "x"\n', "a = <<-TEXT\n  #{f('x')}\nTEXT\n", "a = f('x')\n"),
    NoChoice("string-formatting", ".js", "f(`a${N}`);\n", "f('`' + a + b);\n", "f('x' + a + b);\n"),
    NoChoice("string-formatting", ".js", "f(`a${N}`);\n", "f('x' + a);\n", "f('x' + a + 'y');\n"),
    NoChoice("string-formatting", ".js", "f(`a${N}`);\n", "f('x' +\n  'y' +\n  'z');\n", "f('x' +\n  y +\n  'z');\n"),
    NoChoice(
        "naming", ".py", "def f():\n    a_bN = 1\n", "def f(itTwo):\n    itTwo = 1\n", "def f():\n    itTwo = 1\n"
    ),
    NoChoice("naming", ".py", "def f():\n    a_bN = 1\n", "def f():\n    imgR = 1\n", "def f():\n    imgRed = 1\n"),
    NoChoice(
        "naming",
        ".py",
        "def f():\n    a_bN = 1\n",
        'def f():\n    """Gives itTwo."""\n    itTwo = 1\n',
        'def f():\n    """Gives it."""\n    itTwo = 1\n',
    ),
    NoChoice(
        "annotations",
        ".py",
        "def fN(a: int) -> int: ...\n",
        "@no_type_check\ndef f(a) -> int: ...\n",
        "@check\ndef f(a) -> int: ...\n",
    ),
    NoChoice(
        "type-forms",
        ".ts",
        "interface AN { a: string }\n",
        "type A = { [key in keyof B]: string };\n",
        "type A = { [key: string]: string };\n",
    ),
    NoChoice(
        "async-use",
        ".js",
        "async function a() { await f(N); }\n",
        "async function a() { b = f().then(g); }\n",
        "async function a() { f().then(g); }\n",
    ),
    NoChoice(
        "docstring-form",
        ".py",
        'def fN():\n    """Do."""\n',
        'def f():\n    """`Do <a>`_"""\n',
        'def f():\n    """Do"""\n',
    ),
    NoChoice("semicolons", ".js", "f(N);\n", "let // it\n  a;\n", "let a\n"),
    NoChoice("quotes", ".rb", "a = 'x'\n", 'a = "#{b} " \\\n  "x"\n', 'a = "y " \\\n  "x"\n'),
    NoChoice(
        "receivers",
        ".go",
        "func (s *ServerN) Run() {}\n",
        "func (server *Server) Run() {}\n",
        "func (self *Server) Run() {}\n",
    ),
    NoChoice(
        "docstring-form",
        ".py",
        'def fN():\n    """Do."""\n',
        'def f(a):\n    """:param a: It"""\n',
        'def f(a):\n    """Do"""\n',
    ),
    NoChoice(
        "naming",
        ".js",
        "function f() { const itBitN = 1; }\n",
        "function f() { const size_i = 1; }\n",
        "function f() { const size_in = 1; }\n",
    ),
    NoChoice("naming", ".ts", "class OneN {}\n", "type toTextOptions = A & B;\n", "class toTextOptions {}\n"),
    NoChoice(
        "variables", ".js", "const aN = 1;\n", "/* eslint no-var: off */\nvar a = 1;\n", "/* eslint */\nvar a = 1;\n"
    ),
    NoChoice(
        "docstring-style",
        ".py",
        'def fN():\n    """Do.\n\n    :param a: It.\n    """\n',
        'def f():\n    """Do.\n\n    Attributes:\n      - It.\n    """\n',
        'def f():\n    """Do.\n\n    Attributes:\n      it: It.\n    """\n',
    ),
    NoChoice(
        "docstring-form",
        ".py",
        'def fN():\n    """Do.\n\n    It does.\n    """\n',
        'def f(a):\n    """\n    Args:\n        a: It.\n    """\n',
        'def f(a):\n    """\n    Do: it.\n\n    a: It.\n    """\n',
    ),
    NoChoice("quotes", ".js", "const a = 'x';\n", 'f({"a": "x"});\n', 'f({a: "x"});\n'),
    NoChoice(
        "naming",
        ".py",
        "def get_itN(): ...\n",
        "def getIt(): ...\ndef setIt(): ...\ndef a_b(): ...\ndef b_c(): ...\ndef c_d(): ...\n",
        "def getIt(): ...\ndef set_it(): ...\ndef a_b(): ...\ndef b_c(): ...\ndef c_d(): ...\n",
    ),
    NoChoice(
        "naming",
        ".py",
        "def get_itN(): ...\n",
        "def getIt(): ...\ndef set_it(a): a.addIt()\ndef a_b(): ...\n",
        "def getIt(): ...\ndef set_it(a): a.add_it()\ndef a_b(): ...\n",
    ),
    NoChoice("trailing-commas", ".ts", "f(\n  a,\n  b,\n);\n", "f(\n  a,\n  ...b\n);\n", "f(\n  a,\n  b\n);\n"),
]


@pytest.mark.parametrize("case", NO_CHOICE, ids=lambda case: f"{case.kind}-{case.forced}")
def test_what_nobody_could_do_otherwise_is_not_held_against_the_code(case: NoChoice) -> None:
    learned = learn(
        project(Story(case.kind, "", "", case.ending, case.way, "")),
    )
    assert hints(f"app/new{case.ending}", case.forced, learned, case.kind) == ()
    assert len(hints(f"app/new{case.ending}", case.free, learned, case.kind)) == 1


def test_nobody_is_asked_to_take_a_trailing_comma_away() -> None:
    with_comma, without = "f([\n  a,\n  b,\n]);\n", "f([\n  a,\n  b\n]);\n"
    learned = learn(project(Story("trailing-commas", "", "", ".js", without, "")))
    assert value(learned, "trailing-commas", "list") == "no trailing comma"
    assert hints("app/new.js", with_comma, learned, "trailing-commas") == ()
    learned = learn(project(Story("trailing-commas", "", "", ".js", with_comma, "")))
    assert len(hints("app/new.js", without, learned, "trailing-commas")) == 1


def test_a_large_table_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []
    original = quotes._is_pasted_data
    monkeypatch.setattr(quotes, "_is_pasted_data", lambda page, table: looked.append(1) or original(page, table))
    tally(document("app/a.js", "f({" + "".join(f"'a-{n}': 'x',\n" for n in range(500)) + "});\n"))
    assert len(looked) == 1


def test_names_in_tests_repeat_what_they_stand_for() -> None:
    learned = learn(project(Story("naming", "function", "", ".py", "def get_itN(): ...\n", "")))
    assert hints("tests/test_new.py", "def getIt(): ...\n", learned, "naming") == ()
    assert len(hints("app/new.py", "def getIt(): ...\n", learned, "naming")) == 1


def test_scripts_beside_the_packages_need_no_annotations() -> None:
    learned = learn(project(Story("annotations", "result", "", ".py", "def fN() -> int: ...\n", "")))
    assert hints("release.py", "def f(): ...\n", learned, "annotations") == ()
    assert len(hints("app/release.py", "def f(): ...\n", learned, "annotations")) == 1


def test_what_formatters_of_rust_leave_alone_is_not_too_long() -> None:
    text = "fn a() {\n" + "".join(f"    f(a, {'b' * length});\n" for length in range(60, 90) for _ in range(4)) + "}\n"
    learned = learn({f"app/{name}.rs": text for name in "abcd"})
    (limit,) = (each for each in learned if each.kind == "line-length")
    long = f"f(a, {'b' * (int(limit.value) - 3)})"
    assert hints("app/new.rs", f"#[{long}]\nstruct A;\n", learned, "line-length") == ()
    assert len(hints("app/new.rs", f"fn a() {{ {long}; }}\n", learned, "line-length")) == 1


@pytest.mark.parametrize(
    ("kind", "subject", "way", "other"),
    [
        ("async-use", "waiting", "f().then(g);\n", "async () => { await f(); };\n"),
        ("type-forms", "union", "a: Optional[int]\n", "a: int | None\n"),
        ("type-forms", "generic", "a: List[int]\n", "a: list[int]\n"),
        ("string-formatting", "text", 'a = "%s" % b\n', 'a = f"{b}"\n'),
        ("logging", "output", "log.info(a)\n", "print(a)\n"),
    ],
)
def test_nobody_is_asked_to_go_back_or_to_do_what_is_done_on_purpose(
    kind: str, subject: str, way: str, other: str
) -> None:
    ending = ".js" if kind == "async-use" else ".py"
    learned = learn(project(Story(kind, subject, "", ending, way, "")))
    assert value(learned, kind, subject)
    assert hints(f"app/new{ending}", other, learned, kind) == ()


@pytest.mark.parametrize(
    ("way", "path", "other", "after"),
    [
        ("from .aN import b\n", "src/app/in/d.py", "from app.one.two import b\n", "from ..one.two import b\n"),
        ("from .aN import b\n", "src/app/in/d.py", "from app import b\n", "from .. import b\n"),
        ("from .aN import b\n", "app/app/d.py", "from app.a import b\n", ""),
        (
            "from app.aN import b\n",
            "src/app/in/d.py",
            "from app.c import d\nfrom ..one import b\n",
            "from app.c import d\nfrom app.one import b\n",
        ),
        (
            "from app.aN import b\n",
            "src/app/in/d.py",
            "from app.c import d\nfrom . import b\n",
            "from app.c import d\nfrom app.in import b\n",
        ),
        ("from app.aN import b\n", "src/app/in/d.py", "from ..one import b\n", ""),
        ("from app.aN import b\n", "app/d.py", "from app.c import d\nfrom ...one import b\n", ""),
    ],
)
def test_the_other_path_to_a_module_of_the_project(way: str, path: str, other: str, after: str) -> None:
    learned = learn(project(Story("import-form", "", "", ".py", way, "")))
    (hint,) = hints(path, other, learned, "import-form")
    assert (fixed(other, hint) if hint.edits else "") == after


def test_the_first_import_of_the_standard_library_that_is_late_is_marked() -> None:
    learned = learn({f"app/a{number}.py": "import os\n\nimport other\n" for number in range(40)})
    text = "import other\n\nimport os\n"
    (hint,) = hints("app/new.py", text, learned, "import-order")
    assert text[hint.span.start : hint.span.end] == "import os"


def test_files_end_with_a_line_end() -> None:
    learned = learn({f"app/a{number}.py": "a = 1\n" for number in range(40)})
    (hint,) = hints("app/new.py", "a = 1", learned, "file-ends")
    assert fixed("a = 1", hint) == "a = 1\n"
