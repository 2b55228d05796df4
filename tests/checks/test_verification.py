"""What checkers say of a fix: confirmed, refuted with the reason, or nothing said; several checkers at once."""

from __future__ import annotations

import sys
from pathlib import Path

from hermes_lsp.checks.checker import CheckTarget, FoundChecker
from hermes_lsp.checks.custom import Custom
from hermes_lsp.checks.verify import Verification, against_text, verify_fix
from hermes_lsp.core.errors import CheckerFailed, CheckerTimeout
from hermes_lsp.core.problem import Problem, ProblemKey
from hermes_lsp.core.settings import CustomChecker
from hermes_lsp.core.text import Span, TextEdit

WORDS = """\
import re, sys
for number, line in enumerate(sys.stdin.read().splitlines(), 1):
    for found in re.finditer({words!r}, line):
        print(f"{{number}}:{{found.start() + 1}}:{{found[0]}}:a bad word")
"""
CRASH = "raise SystemExit('boom')\n"
HANG = "import time; time.sleep(600)\n"
TEXT = b"a = bad\nb = bad\nc = fine\n"
KEY = ProblemKey("words", "bad")


def linter(folder: Path, name: str, code: str) -> FoundChecker:
    script = folder / f"{name}.py"
    script.write_text(code)
    settings = CustomChecker(
        name=name,
        command=[sys.executable, str(script)],
        languages=["python"],
        stdin=True,
        output="regex",
        pattern=r"(?P<line>\d+):(?P<column>\d+):(?P<code>\w+):(?P<message>.*)",
    )
    return FoundChecker(Custom(settings), sys.executable)


def words(folder: Path, *told: str, name: str = "words") -> FoundChecker:
    """A linter that reports these words, each as a code of its own."""
    return linter(folder, name, WORDS.format(words="|".join(told)))


async def held(
    folder: Path,
    new: str,
    *checkers: FoundChecker,
    start: int = 4,
    end: int = 7,
    timeout: float = 30.0,
    known: dict[str, list[Problem]] | None = None,
) -> Verification:
    """The verification of a fix of the first bad word of TEXT."""
    target = CheckTarget(folder / "a.py", "python", TEXT, folder)
    problem = Problem(KEY, "a bad word", Span(4, 7), "python", "a.py")
    edits = [TextEdit(Span(start, end), new)]
    return await verify_fix(checkers, target, problem, edits, timeout=timeout, known=known)


async def test_a_fix_whose_problem_is_gone_is_confirmed_by_name(tmp_path: Path) -> None:
    found = await held(tmp_path, "good", words(tmp_path, "bad"))
    assert (found.ok, found.confirmed_by, found.reasons) == (True, ("words",), ())


async def test_a_problem_that_stays_refutes_it(tmp_path: Path) -> None:
    found = await held(tmp_path, "bad or x", words(tmp_path, "bad"))
    assert (found.ok, found.reasons) == (False, ("words/bad is still there",))


async def test_a_new_problem_of_any_code_of_any_checker_refutes_it(tmp_path: Path) -> None:
    checkers = words(tmp_path, "bad"), words(tmp_path, "ugly", name="others")
    found = await held(tmp_path, "ugly", *checkers)
    assert found.reasons == ("new problem on line 1: others/ugly a bad word",)
    assert found.confirmed_by == ("words",)
    assert not found.ok


async def test_who_never_reported_the_problem_does_not_confirm(tmp_path: Path) -> None:
    found = await held(tmp_path, "good", words(tmp_path, "ugly", name="others"))
    assert (found.ok, found.reasons, found.confirmed_by) == (False, (), ())


async def test_a_checker_without_an_answer_says_nothing(tmp_path: Path) -> None:
    found = await held(tmp_path, "good", linter(tmp_path, "words", CRASH), words(tmp_path, "ugly", name="others"))
    assert (found.ok, found.reasons) == (False, ())
    assert {(name, type(error)) for name, error in found.failures} == {("words", CheckerFailed)}
    slow = await held(tmp_path, "good", linter(tmp_path, "words", HANG), timeout=0.5, known={"words": []})
    assert [type(error) for _, error in slow.failures] == [CheckerTimeout]


async def test_what_was_said_of_the_text_before_is_not_asked_again(tmp_path: Path) -> None:
    known = [Problem(KEY, "a bad word", Span(at, at + 3), "python", "a.py") for at in (4, 12)]
    # It would report the word, if it were asked about a text that has it still.
    checker = linter(tmp_path, "words", "import sys\nassert 'a = bad' not in sys.stdin.read()\n")
    found = await held(tmp_path, "good", checker, known={"words": known})
    assert found.confirmed_by == ("words",)


async def test_silencing_and_deleting_are_refused_before_anybody_is_asked(tmp_path: Path) -> None:
    never = linter(tmp_path, "words", CRASH)
    silenced = await held(tmp_path, "bad  # noqa: bad", never)
    assert (silenced.reasons, silenced.failures) == (("it silences the checker instead of fixing the problem",), ())
    deleted = await held(tmp_path, "", never, start=0, end=8)
    assert (deleted.reasons, deleted.failures) == (("it deletes `a`, which other files may use",), ())


def test_in_a_language_without_a_grammar_nothing_is_known_to_be_deleted() -> None:
    assert against_text("klingon", b"a = 1\n", b"") == ()
    assert against_text("python", b"a = 1\n", b"") == ("it deletes `a`, which other files may use",)
