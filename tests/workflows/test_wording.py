"""Titles say what stands there and what will stand there."""

from __future__ import annotations

import pytest

from hermes_lsp.core.text import Span, TextEdit
from hermes_lsp.syntax.document import document_from_text
from hermes_lsp.workflows.wording import LONGEST, fix_title


def title(text: str, *changes: tuple[str, str], language: str = "python", maybe: bool = False) -> str:
    """The title of the edits that replace each first text by the second."""
    source = text.encode()
    edits = []
    for old, new in changes:
        at = source.index(old.encode())
        edits.append(TextEdit(Span(at, at + len(old.encode())), new))
    return fix_title(document_from_text(text, language), edits, maybe=maybe, evidence="learned from 3 fixes")


def test_a_small_edit_is_shown_with_the_expression_around_it() -> None:
    assert title("if name == None:\n    pass\n", ("== ", "is ")) == (
        "`name == None` → `name is None` (learned from 3 fixes)"
    )


def test_a_candidate_is_a_maybe() -> None:
    assert title("x = a == None\n", ("==", "is"), maybe=True).startswith("maybe `a == None` → ")


def test_removals_and_additions_have_words_of_their_own() -> None:
    assert title("import os\nimport sys\n", ("import sys", "")).startswith("remove `import sys`")
    source = "f(1)\ng(2)\n"
    inserted = [TextEdit(Span(5, 5), "h(3)\n")]
    made = fix_title(document_from_text(source, "python"), inserted, maybe=False, evidence="e")
    assert made == "add `h(3)` (e)"


def test_an_import_that_comes_along_is_said_and_does_not_hide_the_change() -> None:
    text = "import os\n\nname = os.path.basename(file)\n"
    made = title(
        text, ("import os\n", "import os\nfrom pathlib import Path\n"), ("os.path.basename(file)", "Path(file).name")
    )
    assert made == "`os.path.basename(file)` → `Path(file).name` and its import (learned from 3 fixes)"


def test_of_long_code_what_stays_is_left_out() -> None:
    raising = 'raise click.UsageError("The curses module is required for this command.")\n'
    made = title(raising, ('command.")', 'command.") from error'))
    assert made.startswith("`raise click.UsageError(…)` → `raise click.UsageError(…) from error`")
    made = title(
        'warn("This has been deprecated for years", Deprecated)\n', ("Deprecated)", "Deprecated, stacklevel=2)")
    )
    assert made.startswith("`warn(…)` → `warn(…, stacklevel=2)`")
    logged = 'logger.error(\n    f"Error while reading {url} of {spider}",\n    exc_info=True,\n)\n'
    made = title(logged, (logged[8:-3], 'xception(\n    f"Error while reading {url} of {spider}"'))
    assert made.startswith("`logger.error(…, exc_info=True)` → `logger.exception(…)`")


def test_brackets_of_several_lines_are_joined_unless_that_is_all_the_change() -> None:
    text = "f(\n    one,\n    two,\n)\n"
    assert title(text, ("one", "first")).startswith("`f(one, two)` → `f(first, two)`")
    assert title(text, ("two,", "two")).startswith("`f( one, two, )` → `f( one, two )`")


def test_white_space_alone_has_words_as_well() -> None:
    end = [TextEdit(Span(6, 6), "\n")]
    assert fix_title(document_from_text("f(1)  ", "python"), end, maybe=False, evidence="e").startswith(
        "end the file with"
    )
    assert title("if a:\n\tf(1)\n", ("\t", "    ")).startswith("change white space alone")


def test_words_are_shown_whole() -> None:
    made = title("first = wrong_name_of_it\n" + "x = 1\n" * 90, ("irst = wrong", "inal = right"))
    assert made.startswith("`first = wrong_name_of_it` → `final = right_name_of_it`")
    text = "a = 1\nvalues.extended = " + "b" * 60 + "\n"
    assert title(text, ("1\nvalues.exten", "2\nvalues.appen")).startswith(
        "`a = 1 values.extended…` → `a = 2 values.appended…`"
    )


@pytest.mark.parametrize("text", ["x = " + "a" * 300 + " == None\n", 'x = """\n' + "line\n" * 50 + '""" == None\n'])
def test_a_title_never_grows_with_the_code(text: str) -> None:
    made = title(text, ("==", "is"))
    assert "\n" not in made
    assert len(made) < 2 * LONGEST + 60


def test_text_that_is_not_ascii_is_shown_whole() -> None:
    assert "`größe is None`" in title("if größe == None: pass\n", ("==", "is"))
