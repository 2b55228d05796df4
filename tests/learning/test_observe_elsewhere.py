"""Observation by the same rules in other languages, with other line ends, and of changes without measure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hermes_lsp.core.episode import Outcome
from hermes_lsp.core.problem import Problem, ProblemKey
from hermes_lsp.core.text import Span
from hermes_lsp.learning import observe as observing
from hermes_lsp.learning.observe import Checked, Observation, observe
from hermes_lsp.syntax.document import document_from_text

SUFFIX = {"typescript": "a.ts", "shellscript": "a.sh", "python": "a.py"}


def checked(text: str, language: str, *found: tuple[str, str]) -> Checked:
    """A text with problems: for each its ``source/code``, and the first text that it is said of, after a ``|``."""
    document = document_from_text(text, language, SUFFIX[language])
    problems = []
    for rule, place in found:
        before, _, marked = place.rpartition("|")
        start = document.source.index((before + marked).encode()) + len(before.encode())
        key = ProblemKey(*rule.split("/", 1))
        span = Span(start, start + len(marked.encode()))
        problems.append(Problem(key, f"said of {marked}", span, language, document.path))
    return Checked(document, tuple(problems))


def fixes(observation: Observation) -> list[tuple[str, str]]:
    return [(e.problem.key.code, e.after) for e in observation.episodes if e.outcome is Outcome.KEPT]


def reasons(observation: Observation) -> list[str]:
    assert fixes(observation) == []
    return [reason for _, reason in observation.ignored]


TS = """\
import { log } from './log';

export function f(x: any): number {
  let y = x == 1;
  log(y);
  return 2;
}
"""


def test_two_rules_fixed_in_one_save_of_typescript_are_two_episodes() -> None:
    before = checked(TS, "typescript", ("eslint/eqeqeq", "=="), ("eslint/prefer-const", "let |y"))
    after = checked(TS.replace("let y", "const y").replace("==", "==="), "typescript")
    (one, equal), (two, const) = sorted(fixes(observe(before, after)))
    assert (one, two) == ("eqeqeq", "prefer-const")
    assert "let y = x === 1" in equal and "const y = x == 1" in const
    assert equal.startswith("import { log } from './log';\n")


def test_an_unrelated_edit_of_typescript_in_the_same_burst_is_left_out() -> None:
    before = checked(TS, "typescript", ("eslint/eqeqeq", "=="))
    ((_, after),) = fixes(
        observe(before, checked(TS.replace("==", "===").replace("return 2", "return 3"), "typescript"))
    )
    assert "x === 1" in after and "return 2" in after


@pytest.mark.parametrize(
    ("after", "reason"),
    [
        (TS.replace("  let y", "  // eslint-disable-next-line eqeqeq\n  let y"), observing.SUPPRESSED),
        (TS.replace("  let y = x == 1;\n  log(y);\n", ""), observing.DELETED),
        (TS.replace("x == 1", "x  ==  1"), observing.REFORMATTED),
        (TS, observing.NO_EDIT),
        (TS.replace("return 2", "return 3"), observing.NOT_NEAR),
        (TS.replace("x == 1", "x === ("), observing.HALF_TYPED),
    ],
)
def test_what_only_looks_like_a_fix_of_typescript_is_ignored_with_its_reason(after: str, reason: str) -> None:
    before = checked(TS, "typescript", ("eslint/eqeqeq", "=="))
    assert reasons(observe(before, checked(after, "typescript"))) == [reason]


SH = """\
#!/bin/bash
set -e

clean() {
  rm -r $1
  cd $2
  echo done
}

for f in $(ls *.txt); do
  clean "$f"
done
"""


def test_fixes_of_shell_by_hand_are_episodes_each_with_its_own_edit() -> None:
    before = checked(SH, "shellscript", ("shellcheck/SC2086", "rm -r |$1"), ("shellcheck/SC2164", "|cd $2"))
    after = checked(SH.replace("rm -r $1", 'rm -r "$1"').replace("cd $2", "cd $2 || exit"), "shellscript")
    (_, quoted), (_, guarded) = sorted(fixes(observe(before, after)))
    assert 'rm -r "$1"\n  cd $2\n' in quoted
    assert "rm -r $1\n  cd $2 || exit\n" in guarded
    assert "for f" not in quoted


def test_a_silenced_line_of_shell_is_no_fix() -> None:
    before = checked(SH, "shellscript", ("shellcheck/SC2086", "rm -r |$1"))
    after = checked(SH.replace("  rm", "  # shellcheck disable=SC2086\n  rm"), "shellscript")
    assert reasons(observe(before, after)) == [observing.SUPPRESSED]


def test_a_rewritten_loop_of_shell_is_a_fix() -> None:
    before = checked(SH, "shellscript", ("shellcheck/SC2045", "$(ls *.txt)"))
    ((_, after),) = fixes(observe(before, checked(SH.replace("$(ls *.txt)", "*.txt"), "shellscript")))
    assert after == 'for f in *.txt; do\n  clean "$f"\ndone\n'


def test_a_file_with_crlf_and_tabs_keeps_both() -> None:
    text = "import os\r\n\r\n\r\ndef f(x):\r\n\tif x == None:\r\n\t\treturn os.sep\r\n\treturn x\r\n"
    before = checked(text, "python", ("ruff/E711", "x == |None"))
    (episode,) = observe(before, checked(text.replace("==", "is"), "python")).episodes
    assert episode.before == text.replace("\r\n\r\n\r\n", "\r\n")
    assert episode.after == episode.before.replace("==", "is")
    place = episode.problem.span
    assert episode.before.encode()[place.start : place.end] == b"None"


def test_turning_line_ends_and_tabs_is_no_fix() -> None:
    text = "def f(x):\r\n\treturn x == None\r\n"
    before = checked(text, "python", ("ruff/E711", "x == |None"))
    turned = text.replace("\r\n", "\n").replace("\t", "    ")
    assert reasons(observe(before, checked(turned, "python"))) == [observing.REFORMATTED]


LINE = "def f{0}(x):\n    return x == None\n\n\n"


def many(count: int) -> Checked:
    text = "".join(LINE.format(n) for n in range(count))
    one = checked(text, "python", ("ruff/E711", "x == |None")).problems[0]
    size = [len(LINE.format(n)) for n in range(count)]
    starts = [sum(size[:n]) + size[n] - len("None\n\n\n") for n in range(count)]
    document = document_from_text(text, "python", "a.py")
    assert all(document.source[at : at + 4] == b"None" for at in starts)
    return Checked(document, tuple(replace(one, span=Span(at, at + 4)) for at in starts))


def changed(before: Checked, after: str) -> Observation:
    return observe(before, Checked(document_from_text(after, "python", "a.py"), ()))


def test_of_many_places_changed_alike_enough_are_learned_from_and_the_rest_is_told() -> None:
    before = many(300)
    observation = changed(before, before.document.source.decode().replace("==", "is"))
    assert [e.outcome for e in observation.episodes] == [Outcome.KEPT] * observing.MAX_OF_A_KIND
    assert {reason for _, reason in observation.ignored} == {observing.ENOUGH}
    assert len(observation.ignored) + len(observation.episodes) == 300
    assert all(e.before.count("== None") - e.after.count("== None") == 1 for e in observation.episodes)


def test_a_file_that_was_written_anew_is_no_fix_of_everything_in_it() -> None:
    observation = changed(many(300), "".join(f"class C{n}:\n    a = {n}\n" for n in range(300)))
    assert observation.episodes == ()
    assert {reason for _, reason in observation.ignored} == {observing.REWRITTEN, observing.ENOUGH}


def test_more_changes_than_can_be_told_apart_are_given_up_with_the_reason() -> None:
    before = many(2500)
    after = "".join(LINE.format(f"_{n}").replace("==", "is").replace("x", f"y{n}") for n in range(2500))
    assert set(reasons(changed(before, after))) == {observing.TOO_MUCH}


def test_four_megabytes_in_which_everything_changed_are_given_up_with_the_reason() -> None:
    (problem,) = checked("x == None\n", "python", ("ruff/E711", "None")).problems
    text = "".join(f"a{n} == None\n" for n in range(260_000))
    assert len(text) > 4_000_000
    before = Checked(document_from_text(text, "python", "a.py"), (replace(problem, span=Span(6, 10)),))
    assert reasons(changed(before, text.replace("==", "is"))) == [observing.TOO_LARGE]


def test_lines_that_repeat_without_end_are_compared_in_bounded_work() -> None:
    before = checked("y = 1\n" * 20_000 + "x == None\n" + "z = 1\n" * 10, "python", ("ruff/E711", "x == |None"))
    after = "y = 1\nw = 2\n" * 10_000 + "x is None\n" + "z = 1\n" * 10
    assert reasons(changed(before, after)) == [observing.TOO_MUCH]
