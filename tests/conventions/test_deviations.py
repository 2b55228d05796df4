"""Deviations: cases of a document that do not follow, with an edit where it is local."""

from __future__ import annotations

from projects import fixed, hints, learn, said

from hermes_lsp.conventions.deviations import deviations
from hermes_lsp.core.text import Span
from hermes_lsp.syntax.document import document_from_text

DOUBLE = learn({f"app/{name}.py": "".join(f'a{n} = "text"\n' for n in range(60)) for name in "abc"})
FEW = 'a = "x"\nb = "x"\nc = "x"\nd = \'other\'\n'


def test_the_message_has_the_evidence() -> None:
    (hint,) = hints("app/d.py", FEW, DOUBLE)
    assert hint.message == "Strings are in double quotes (180 of 180 cases in 3 files)"
    assert FEW.encode()[hint.span.start : hint.span.end] == b"'other'"


def test_the_edit_makes_it_follow() -> None:
    (hint,) = hints("app/d.py", FEW, DOUBLE)
    after = fixed(FEW, hint)
    assert after.endswith('d = "other"\n')
    assert hints("app/d.py", after, DOUBLE) == ()


def test_a_text_that_needs_the_other_quotes_is_no_case() -> None:
    assert hints("app/d.py", "a = 'say \"so\"'\n", DOUBLE) == ()


def test_only_what_was_changed_is_asked_about() -> None:
    document = document_from_text(FEW, "python", "app/d.py")
    assert deviations(document, DOUBLE, within=[Span(0, 7)]) == ()
    assert len(deviations(document, DOUBLE, within=[Span(24, 30)])) == 1


def test_a_file_with_a_way_of_its_own_gets_one_hint() -> None:
    text = "".join(f"a{n} = 'text'\n" for n in range(10))
    (hint,) = hints("app/d.py", text, DOUBLE)
    assert hint.cases == 10
    assert hint.message.endswith("this file mostly does otherwise (10 of 10)")
    assert hint.edits == ()


def test_a_line_that_somebody_has_silenced_is_left_alone() -> None:
    assert hints("app/d.py", FEW.replace("'other'", "'other'  # noqa"), DOUBLE) == ()


def test_there_is_one_hint_a_line() -> None:
    assert len(hints("app/d.py", FEW + 'e = "x"\nf = "x"\ng("x", \'y\', \'z\')\n', DOUBLE)) == 2


def test_what_several_do_otherwise_is_known_but_not_hinted_at() -> None:
    files = {f"app/{name}.py": "".join(f'a{n} = "text"\n' for n in range(96)) + "b = 'x'\n" * 4 for name in "abcdefgh"}
    learned = learn(files)
    assert said(learned, "quotes") == ["Strings are in double quotes"]
    assert hints("app/new.py", FEW, learned) == ()


def test_another_language_is_not_spoken_of() -> None:
    assert hints("app/d.js", "a = 'x'\n", DOUBLE) == ()
