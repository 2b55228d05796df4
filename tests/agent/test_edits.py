"""What a model writes becomes an edit: matched tolerantly where layout differs, never ambiguously."""

from __future__ import annotations

from pathlib import Path

import pytest

from hermes_lsp.agent.changes import place_in_files
from hermes_lsp.agent.edit_format import read_edits
from hermes_lsp.agent.placing import Unplaced
from hermes_lsp.agent.tools import Surroundings
from hermes_lsp.core.text import TextEdit
from hermes_lsp.syntax.document import Document

SHOP = """\
class Shop:
    def greet(self, name):
        if name == None:
            return "hello"
        return name

    def leave(self, name):
        if name == None:
            return "bye"
        return name
"""


def search(old: str, new: str, path: str = "") -> str:
    return f"Here it is.\n\n{path}\n<<<<<<< SEARCH\n{old}\n=======\n{new}\n>>>>>>> REPLACE\nDone."


def placed_in(document: Document, answer: str) -> tuple[TextEdit, ...] | Unplaced:
    """The edits of a document that lies in no workspace."""
    nowhere = Surroundings(None, Path("none.db"))
    changes = place_in_files(nowhere, document, read_edits(answer).edits, elsewhere=False, create=False)
    return changes if isinstance(changes, Unplaced) else changes[0].edits


def check(before: str, answer: str, after: str, path: str = "shop.py", language: str = "python") -> None:
    document = Document("", path, language, before.encode())
    read = read_edits(answer)
    assert read.faults == ()
    placed = placed_in(document, answer)
    assert not isinstance(placed, Unplaced), placed.why
    assert document.edited(placed).source.decode() == after


def check_refused(before: str, answer: str, words: str) -> None:
    document = Document("", "shop.py", "python", before.encode())
    read = read_edits(answer)
    placed = placed_in(document, answer) if not read.faults else Unplaced(read.faults[0])
    assert isinstance(placed, Unplaced)
    assert words in placed.why


def test_lines_that_occur_once_are_replaced() -> None:
    old = '        if name == None:\n            return "hello"'
    check(SHOP, search(old, old.replace("==", "is"), "shop.py"), SHOP.replace("==", "is", 1))


@pytest.mark.parametrize("fence", ["```python\n{}\n```", "~~~\n{}\n~~~", "{}"])
@pytest.mark.parametrize("path", ["shop.py", "`shop.py`", "**shop.py**", "./shop.py", "### shop.py", ""])
def test_what_stands_around_a_block_does_not_matter(path: str, fence: str) -> None:
    block = search("x == None", "x is None").split("\n\n", 1)[1].lstrip("\n").removesuffix("Done.")
    check("x == None\n", f"{path}\n{fence.format(block)}", "x is None\n")


@pytest.mark.parametrize("indent", ["", "  ", "    ", "            "])
def test_lines_that_are_indented_otherwise_are_found_and_keep_their_place(indent: str) -> None:
    old = f'{indent}if name == None:\n{indent}    return "hello"'
    new = f'{indent}if name is None:\n{indent}    return "hello"'
    check(SHOP, search(old, new), SHOP.replace("==", "is", 1))


def test_white_space_at_ends_of_lines_and_blank_lines_around_do_not_matter() -> None:
    check("a = 1  \nb = 2\n", search("\na = 1\nb = 2   \n\n", "a = 3\nb = 2"), "a = 3\nb = 2\n")


def test_the_line_ends_of_the_file_stay() -> None:
    check("a = 1\r\nb = 2\r\n", search("a = 1", "a = 1\nc = 3"), "a = 1\r\nc = 3\r\nb = 2\r\n")
    check("a = 1\nb = 2", search("b = 2", "b = 3\nc = 4"), "a = 1\nb = 3\nc = 4")


def test_lines_can_be_deleted() -> None:
    check("import os\nx = 1\n", search("import os", ""), "x = 1\n")


def test_only_what_differs_is_changed() -> None:
    document = Document("", "shop.py", "python", SHOP.encode())
    lines = "\n".join(SHOP.split("\n")[:5])
    placed = placed_in(document, search(lines, lines.replace("==", "is")))
    assert not isinstance(placed, Unplaced)
    assert [(len(edit.span), edit.new_text) for edit in placed] == [(2, "is")]


def test_lines_that_occur_twice_are_never_chosen_between() -> None:
    check_refused(SHOP, search("        if name == None:", "        if name is None:"), "occur 2 times (at lines 3, 8)")
    check_refused(SHOP, search("if name == None:", "if name is None:"), "occur 2 times")


def test_what_cannot_be_placed_says_why() -> None:
    check_refused(SHOP, search("if nobody:", "pass"), "do not occur")
    check_refused(SHOP, search("class Shop:", "class Shop:"), "change nothing")
    check_refused(SHOP, search("class Shop:", "class Store:", "other.py"), "Only shop.py may be edited, not other.py")
    check_refused(SHOP, search("class Shop:", "x", "../../etc/passwd"), "Only shop.py may be edited")
    check_refused(SHOP, search("", "x = 1"), "no lines to look for")
    both = search("class Shop:\n    def greet(self, name):", "class A:") + search(
        "    def greet(self, name):", "class B:"
    )
    check_refused(SHOP, both, "change the same lines")


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_a_block_without_its_end_is_no_edit(cut: int) -> None:
    answer = "\n".join(search("class Shop:", "class Store:").split("\n")[: 4 + cut])
    read = read_edits(answer)
    assert (read.edits, len(read.faults)) == ((), 1)


def test_what_a_model_only_thinks_is_no_edit() -> None:
    thought = f"<think>Perhaps this:\n{search('a = 1', 'a = 2')}</think>"
    check("a = 1\n", thought + search("a = 1", "a = 3"), "a = 3\n")


def symbol(name: str, text: str) -> str:
    return f"shop.py\n```\n<<<<<<< SYMBOL {name}\n{text}\n>>>>>>> END\n```"


@pytest.mark.parametrize("name", ["Shop.leave", "leave"])
@pytest.mark.parametrize("indent", ["", "    "])
def test_a_whole_definition_is_replaced_at_its_own_indentation(name: str, indent: str) -> None:
    text = f'{indent}def leave(self, name):\n{indent}    return name or "bye"'
    after = SHOP[: SHOP.index("    def leave")] + '    def leave(self, name):\n        return name or "bye"\n'
    check(SHOP, symbol(name, text), after)


def test_a_definition_goes_with_its_decorators() -> None:
    before = "@cache\ndef f():\n    return 1\n\nx = f()\n"
    check(
        before, symbol("f", "@cached\ndef f():\n    return 2"), before.replace("cache\n", "cached\n").replace("1", "2")
    )


def test_a_definition_that_is_not_certain_is_not_replaced() -> None:
    check_refused(SHOP, symbol("arrive", "def arrive(): ..."), "does not define arrive")
    check_refused(
        "class A:\n    def f(self): ...\nclass B:\n    def f(self): ...\n", symbol("f", "def f(self): 1"), "A.f, B.f"
    )
    check_refused(SHOP, symbol("Shop.leave", "def go(self):\n    return 1"), "does not define Shop.leave")
    check_refused("x = 1; f = 2\ndef g(): pass; y = 1\n", symbol("f", "def f(): ..."), "does not define f")


def test_a_definition_in_typescript() -> None:
    before = "export function f(a: string) {\n  return a == null;\n}\n"
    answer = symbol("f", "export function f(a: string) {\n  return a === null;\n}")
    check(before, answer, before.replace("==", "==="), "shop.py", "typescript")
