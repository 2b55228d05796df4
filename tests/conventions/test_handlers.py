"""Which errors are caught around a call, and what is told of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from used import callers, indexed  # type: ignore[import-not-found]

from hermes_lsp.conventions.usages.handlers import caught_at, guarded_in
from hermes_lsp.conventions.usages.wording import full_sentence
from hermes_lsp.syntax.document import document_from_text
from hermes_lsp.workflows.project import load_project
from hermes_lsp.workflows.usages import learn_usages


@pytest.mark.parametrize(
    ("language", "text", "errors"),
    [
        ("python", "try:\n  find()\nexcept (A, b.C) as e:\n  d()\n", "A C"),
        ("python", "try:\n  find()\nexcept A: pass\nexcept B: pass\n", "A B"),
        ("python", "try:\n  find()\nexcept Exception: pass\n", ""),
        ("python", "try:\n  find()\nexcept:\n  a()\n", ""),
        ("python", "try:\n  a()\nexcept A:\n  find()\n", ""),
        ("python", "try:\n  try:\n    find()\n  except A: pass\nexcept B: pass\n", "A"),
        ("java", "class X { void f() { try { find(); } catch (A | b.C e) {} } }", "A C"),
        ("csharp", "class X { void F() { try { find(); } catch (A.B e) {} catch {} } }", "B"),
        ("php", "<?php try { find(); } catch (A | \\B\\C $e) {}", "A C"),
        ("ruby", "def f\n  find\nrescue A, B::C => e\n  g\nend\n", "A C"),
        ("ruby", "begin\n  find\nrescue StandardError\n  g\nend\n", ""),
    ],
)
def test_the_errors_that_are_caught_around_a_call(language: str, text: str, errors: str) -> None:
    guarded = guarded_in(document_from_text(text, language, "a"))
    assert " ".join(sorted(caught_at(guarded, text.index("find")))) == errors


STORE = "class Missing(Exception): ...\n\n\ndef find(name): ...\n"
CAREFUL = "def run@():\n    try:\n        return find(1)\n    except Missing:\n        return None\n"


def test_what_is_caught_where_it_is_called_is_told_with_its_exception(tmp_path: Path) -> None:
    head = "from src.store import Missing, find\n\n\n"
    files = {"src/store.py": STORE} | callers(head, CAREFUL, 9, ".py")
    files["src/odd.py"] = head + CAREFUL.replace("@", "").replace("except Missing", "except OSError")
    files["src/bare.py"] = head + "def run():\n    return find(1)\n"
    files["src/broad.py"] = head + CAREFUL.replace("@", "").replace("except Missing", "except Exception")
    with indexed(tmp_path, files) as index:
        learned = learn_usages(load_project(tmp_path / "workspace"), index)
    told = [full_sentence(each) for each in learned.habits if each.kind == "caught"]
    assert told == [
        "`find()` is called where `Missing` is caught at 9 of 10 call sites whose handlers name an error "
        "(exception: `src/odd.py:6`)"
    ]
