"""How tests are laid out: functions or methods, names of files, the form of fixtures and of lists of cases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..observer import Observation, Observer, in_words
from ..page import TESTS, Page

if TYPE_CHECKING:
    import tree_sitter

_TEST, _FILE, _FIXTURE, _NAMES, _CALL = "test", "test file", "fixture", "names of parametrized arguments", "test call"
_FILES = (
    (re.compile(r"test_.+"), "test_*"),
    (re.compile(r".+_test"), "*_test"),
    (re.compile(r".+\.test"), "*.test"),
    (re.compile(r".+\.spec"), "*.spec"),
)

_IMPORTED = re.compile(rb"\b(import|const|let|var)\b[^;\n]*\b(it|test)\b[^;\n]*(\bfrom\b|=\s*require\()")


def _observe(page: Page) -> Iterator[Observation]:
    if page.role != TESTS:
        return
    tests = 0
    # A framework that is imported may know only one of the two.
    imported = _IMPORTED.search(page.source) is not None
    for node in page.nodes("function_definition"):
        name = node.child_by_field_name("name")
        if name is None or not page.text(name).startswith("test"):
            continue
        tests += 1
        nested = page.indent_of(node.start_byte) != b""
        yield Observation(_TEST, "methods of classes" if nested else "functions", name.start_byte, name.end_byte)
    for node in page.nodes("call_expression"):
        called = page.text(node.child_by_field_name("function"))
        if called in ("it", "test") and _is_told(node):
            tests += 1
            yield Observation(_CALL, called, node.start_byte, node.end_byte, not imported)
    if tests:
        stem = page.path.rpartition("/")[2].rpartition(".")[0]
        value = next((words for pattern, words in _FILES if pattern.fullmatch(stem)), "")
        if value:
            yield Observation(_FILE, value, 0, 0)
    for node in page.nodes("decorator"):
        text = page.text(node)
        if text.startswith("@pytest.fixture"):
            if text in ("@pytest.fixture", "@pytest.fixture()"):
                yield Observation(_FIXTURE, text, node.start_byte, node.end_byte)
        elif text.startswith("@pytest.mark.parametrize("):
            first = text.partition("(")[2].lstrip()
            value = {"(": "a tuple", "[": "a list"}.get(
                first[:1], "one string" if "," in first.split(first[:1])[1] else ""
            )
            if value:
                yield Observation(_NAMES, value, node.start_byte, node.end_byte)


def _is_told(call: tree_sitter.Node) -> bool:
    """True if a call begins with a text and goes on, as the declaration of a test does."""
    arguments = call.child_by_field_name("arguments")
    given = [each for each in arguments.named_children if each.type != "comment"] if arguments is not None else []
    return len(given) > 1 and given[0].type in ("string", "template_string")


OBSERVER = Observer(
    "test-layout",
    frozenset({"python", "javascript"}),
    frozenset({"function_definition", "call_expression", "decorator"}),
    _observe,
    in_words(
        {
            _TEST: "Tests are {}",
            _FILE: "Files of tests are named `{}`",
            _FIXTURE: "Fixtures without options are marked `{}`",
            _CALL: "Tests are declared with `{}(…)`",
            _NAMES: "The names of parametrized arguments are given as {}",
        }
    ),
    hints=lambda subject, value: subject in (_FIXTURE, _NAMES, _CALL),
)
