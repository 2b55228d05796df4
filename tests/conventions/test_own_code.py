"""Which files speak for a project."""

from __future__ import annotations

import pytest

from hermes_lsp.conventions.own_code import is_own


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app/a.py", "a = 1\n"),
        ("app/a.py", '"""Reads a copy of the table."""\n\na = 1\n'),
        ("app/a.py", "import os\n\n# The list was taken from the manual.\n"),
        ("src/jquery.ts", "f()\n"),
        ("docs/conf.py", "a = 1\n"),
        ("lib/expected/result.js", "f();\n"),
        ("lib/test/one.js", "f();\n"),
        ("src/resources/a.py", "a = 1\n"),
        ("lib/event.js", "// event 1.2, https://example.org\nf();\n"),
        ("lib/application.js", "/*!\n * our own\n */\nf();\n"),
        ("app/a.py", "# You may obtain a copy of the License at\n#\n# http://www.apache.org/licenses/\nimport os\n"),
        ("app/a.py", "# Permission is granted to any person obtaining a copy of this software\nimport os\n"),
    ],
)
def test_what_its_people_write(path: str, text: str) -> None:
    assert is_own(path, text.encode())


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("static/jquery.ui.sortable.js", "f();\n"),
        ("static/plugin.js", "/*! plugin 1.2 */\nf();\n"),
        ("docs/_static/theme.js", "f();\n"),
        ("docs/assets/js/menu.js", "f();\n"),
        ("tests/expected/table.js", "f();\n"),
        ("packages/a/tests/samples/one/_expected/index.js", "f();\n"),
        ("tests/shown/a.py", "\x1b[1ma\x1b[0m = 1\n"),
        ("dist-in-page/one.umd.js", "f();\n"),
        ("tests/fixtures/package/setup.py", "a = 1\n"),
        ("shop/migrations/0001_initial.py", "a = 1\n"),
        ("vitest.config.ts", "export default {}\n"),
        ("app/a.py", "# The contents of this file are automatically written by a script.\n"),
        ("app/queue.py", '"""A fork of the standard library\'s queue."""\n\nimport os\n'),
        ("app/queue.py", "# Copied from CPython.\nimport os\n"),
        ("app/queue.py", '"""This module is a copy of the library\'s."""\n\nimport os\n'),
        ("app/migrations/m170907_052038_add_index.php", "<?php\n"),
        ("config/webpack.dist.config.js", "module.exports = {};\n"),
        ("src/shop/static/js/lib/bootstrap/modal.js", "f();\n"),
        ("spec/lib/jasmine/html.js", "f();\n"),
        ("deps/zlib/deflate.c", "int a;\n"),
        ("test/data/bad.js", "f();\n"),
        ("app/tests/results/one.py", "a = 1\n"),
        ("web/index_bg.js", "f();\n"),
        ("src/test/resources/checks/Input.java", "class Input {}\n"),
        ("lib/event.js", "/* event.js 1.1.5, MIT License\n   https://example.org */\nf();\n"),
        ("lib/theme.js", "define({" + 2_000 * "a" + "});\n"),
        ("app/a.js", 'Object.defineProperty(exports, "__esModule", { value: true });\n'),
    ],
)
def test_what_others_or_programs_have_written(path: str, text: str) -> None:
    assert not is_own(path, text.encode())
