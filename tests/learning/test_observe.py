"""A hand fix is told apart from everything that only looks like one. Diagnostics are the real ruff's."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hermes_lsp.core.episode import Actor, Outcome
from hermes_lsp.core.problem import Problem, ProblemKey
from hermes_lsp.core.text import apply_edits
from hermes_lsp.learning import dividing
from hermes_lsp.learning import observe as observing
from hermes_lsp.learning.difference import edits_of, hunks_between
from hermes_lsp.learning.observe import AppliedOffer, Checked, Observation, observe
from hermes_lsp.syntax.document import document_from_text
from hermes_lsp.syntax.positions import Unit

RUFF = Path(sys.executable).with_name("ruff")
RULES = "E711,E712,E713,E721,F401,F821,F841,F811,SIM,B006,UP,PIE790"


def checked(text: str) -> Checked:
    document = document_from_text(text, "python", "a.py")
    command = [RUFF, "check", "--isolated", "--preview", "--select", RULES, "--output-format=json", "-"]
    done = subprocess.run(command, input=text.encode(), capture_output=True, timeout=30)
    problems = []
    for found in json.loads(done.stdout):
        ends = [(found[end]["row"] - 1, found[end]["column"] - 1) for end in ("location", "end_location")]
        key = ProblemKey("ruff", found["code"])
        problems.append(Problem(key, found["message"], document.lines.span(*ends, Unit.UTF32), "python", "a.py"))
    return Checked(document, tuple(problems))


def seen(before: str, after: str, applied: tuple[AppliedOffer, ...] = ()) -> Observation:
    return observe(checked(before), checked(after), applied)


def fixes(observation: Observation) -> list[tuple[str, str]]:
    assert all(e.attempt.actor is Actor.DEVELOPER for e in observation.episodes)
    return [(e.problem.key.code, e.after) for e in observation.episodes if e.outcome is Outcome.KEPT]


def reasons(observation: Observation) -> list[str]:
    assert fixes(observation) == []
    return [reason for _, reason in observation.ignored]


F = "import os\n\n\ndef f(x, y):\n{}\n\n\ndef other():\n    return os.sep\n"


def test_a_fix_by_hand_is_an_episode_with_an_excerpt_and_the_place_in_it() -> None:
    observation = seen(F.format("    return x == None"), F.format("    return x is None"))
    (episode,) = observation.episodes
    assert episode.before == "import os\ndef f(x, y):\n    return x == None\n"
    assert episode.after == "import os\ndef f(x, y):\n    return x is None\n"
    assert episode.before.encode()[episode.problem.span.start : episode.problem.span.end] == b"None"
    assert episode.outcome is Outcome.KEPT


def test_two_problems_on_one_line_are_two_episodes_each_with_its_own_edit() -> None:
    before, after = F.format("    return x == None or y == None"), F.format("    return x is None or y is None")
    assert [text.splitlines()[-1].strip() for _, text in fixes(seen(before, after))] == [
        "return x is None or y == None",
        "return x == None or y is None",
    ]


def test_an_unrelated_edit_in_the_same_burst_is_left_out() -> None:
    before = F.format("    if x == None:\n        return 1\n    return y + 1")
    after = F.format("    if x is None:\n        return 1\n    return y + 2").replace("os.sep", "os.pathsep")
    ((_, text),) = fixes(seen(before, after))
    assert "x is None" in text and "y + 1" in text and "pathsep" not in text


def test_an_import_that_the_fix_needs_belongs_to_it() -> None:
    before = F.format("    try:\n        os.remove(x)\n    except OSError:\n        pass")
    after = "import contextlib\nimport re\n" + F.format("    with contextlib.suppress(OSError):\n        os.remove(x)")
    (episode,) = [e for e in seen(before, after).episodes if e.problem.key.code == "SIM105"]
    assert episode.after.startswith("import contextlib\n")


def test_what_goes_into_a_block_with_it_belongs_to_it() -> None:
    lines = "    if x == None:\n        a(x)\n    b(x)\n    c(x)\n"
    wrapped = "    with y:\n        if x is None:\n            a(x)\n        b(x)\n        c(x)\n"
    ((_, text),) = fixes(seen(f"def f(x, y):\n{lines}", f"def f(x, y):\n{wrapped}"))
    assert text == f"def f(x, y):\n{wrapped}"


def test_what_the_body_needs_besides_the_header_belongs_to_it() -> None:
    before = 'def f(x=[]):\n    """Doc."""\n    return x\n'
    after = 'def f(x=None):\n    """Doc."""\n    if x is None:\n        x = []\n    return x\n'
    assert fixes(seen(before, after)) == [("B006", after)]


def test_an_unused_import_that_was_removed_is_a_fix() -> None:
    observation = seen("import os\nimport sys\n\nprint(sys)\n", "import sys\n\nprint(sys)\n")
    assert fixes(observation) == [("F401", "import sys\n")]


@pytest.mark.parametrize(
    ("before", "after", "texts"),
    [
        (
            "import os\nimport re\nimport sys\n\nprint(1)\n",
            "print(1)\n",
            ["import re\nimport sys\n", "import os\nimport sys\n", "import os\nimport re\n"],
        ),
        (
            "from a import b, c, d, e\n\nprint(b, e)\n",
            "from a import b, e\n\nprint(b, e)\n",
            ["from a import b, d, e\n", "from a import b, c, e\n"],
        ),
        (
            "from a import (\n    b,\n    c,\n    d,\n)\n\nprint(d)\n",
            "from a import (\n    d,\n)\n\nprint(d)\n",
            ["from a import (\n    c,\n    d,\n)\n", "from a import (\n    b,\n    d,\n)\n"],
        ),
        (
            "def f(x):\n    a = 1\n    b = 2\n    return x\n",
            "def f(x):\n    return x\n",
            ["def f(x):\n    b = 2\n    return x\n", "def f(x):\n    a = 1\n    return x\n"],
        ),
    ],
)
def test_what_goes_together_is_a_fix_of_each_problem_by_itself(before: str, after: str, texts: list[str]) -> None:
    assert [text for _, text in fixes(seen(before, after))] == texts


def test_code_that_goes_with_other_code_is_not_divided() -> None:
    before = "def f(x):\n    a = 1\n    print(x)\n    b = 2\n    return x\n"
    assert set(reasons(seen(before, "def f(x):\n    return x\n"))) == {observing.DELETED}


def test_of_very_many_imports_that_go_together_none_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dividing, "MOST", 2)
    before = "import os\nimport re\nimport sys\n\nprint(1)\n"
    assert [text for _, text in fixes(seen(before, "print(1)\n"))] == ["", "", ""]


def test_what_else_is_changed_on_its_line_is_not_taken_along_from_elsewhere() -> None:
    before = "from shop import *\n\n\nclass Shop:\n    def f(self):\n        sold = self.count(1)\n\n"
    before += "    def g(self):\n        return self.count(2)\n"
    ((_, text),) = fixes(seen(before, before.replace("sold = ", "_ = ").replace("self.count", "count")))
    assert "return self.count(2)" in text


def test_an_import_that_goes_takes_no_other_one_along() -> None:
    before = "import os\nimport re\nimport sys\n\nprint(re)\n"
    assert fixes(seen(before, "import re\n\nprint(re)\n")) == [
        ("F401", "import re\nimport sys\n"),
        ("F401", "import os\nimport re\n"),
    ]


def test_an_import_that_goes_takes_none_along_that_only_comes_from_a_module_of_its_name() -> None:
    before = "import re\nimport os\n\nprint(re)\n"
    after = "from aiofiles.os import stat\nimport re\n\nprint(re, stat)\n"
    assert fixes(seen(before, after)) == [("F401", "import re\n")]


def test_parts_of_imports_that_were_put_in_order_are_no_fix_where_they_import_what_nobody_wrote() -> None:
    use = "\n\ndef f({}):\n    return json, unquote, URL, Headers, Params, Mapping\n"
    before = "from shop.data import URL, Headers, Params\nfrom collections.abc import Mapping\n"
    before += "from urllib.parse import unquote\nimport json\nimport typing\n" + use.format("scope, receive=None")
    imports = "import typing\nimport json\nfrom collections.abc import Mapping\nfrom urllib.parse import unquote\n\n"
    imports += "from shop.data import URL, Headers, Params\nfrom shop.types import Receive, Scope\n"
    after = imports + use.format("scope: Scope, receive: Receive = None").replace("):", ") -> typing.Any:")
    # All of it, since a part of the changes alone says `from shop.data import typing`.
    assert fixes(seen(before, after)) == [("F401", imports)]


def test_of_imports_that_come_together_each_problem_gets_its_own() -> None:
    before = "print(os.sep, re.compile)\n"
    after = "import os\nimport re\n\nprint(os.sep, re.compile)\n"
    assert fixes(seen(before, after)) == [
        ("F821", "import os\nprint(os.sep, re.compile)\n"),
        ("F821", "import re\n\nprint(os.sep, re.compile)\n"),
    ]


def test_a_text_with_emoji_and_crlf_keeps_its_places() -> None:
    before = 's = "😀é"\r\n\r\n\r\ndef f(x):\r\n    return "😀", x == None\r\n'
    (episode,) = seen(before, before.replace("==", "is")).episodes
    assert episode.after == 'def f(x):\r\n    return "😀", x is None\r\n'
    assert episode.before.encode()[episode.problem.span.start : episode.problem.span.end] == b"None"


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("def f(x):\n    return x == None\n", "def f(x):\n    return x == None  # noqa: E711\n", observing.SUPPRESSED),
        ("def f(x):\n    return x == None\n\n\ndef g(): ...\n", "def g(): ...\n", observing.DELETED),
        ("def f(x):\n    y = x == None\n    return x\n", "def f(x):\n    return x\n", observing.DELETED),
        ("def a():\n    x = 1\n\n\ndef b(y):\n    return y\n", "def b(y):\n    return y\n", observing.DELETED),
        (
            "y = f()\nrate = 1 if y == None else 2\nprint(rate)\n",
            "y = f()\nprint(1 if y is None else 2)\n",
            observing.DELETED_PUBLIC,
        ),
        ("x = 1\nif x:\n    if x > 2:\n        pass\n", "x = 1\n", observing.DELETED),
    ],
)
def test_what_only_looks_like_a_fix_is_ignored_with_its_reason(before: str, after: str, reason: str) -> None:
    assert reason in [why for _, why in seen(before, after).ignored]
    assert not [e for e in seen(before, after).episodes if e.problem.key.code in ("E711", "SIM102")]


def test_code_that_was_moved_is_no_fix() -> None:
    one, two = "def f(x):\n    return x == None\n", "def g(x):\n    return x\n"
    assert fixes(seen(f"{one}\n\n{two}", f"{two}\n\n{one}")) == []


def test_a_problem_that_vanishes_without_an_edit_is_no_fix() -> None:
    before = checked("def f(x):\n    return x == None\n")
    assert reasons(observe(before, Checked(before.document, ()))) == [observing.NO_EDIT]


def test_an_edit_far_away_is_no_fix() -> None:
    before = checked("def f(x):\n    return x == None\n\n\ndef g():\n    return 1\n")
    after = document_from_text(before.document.source.decode().replace("return 1", "return 2"), "python", "a.py")
    assert reasons(observe(before, Checked(after, ()))) == [observing.NOT_NEAR]


def test_reformatting_is_no_fix() -> None:
    before = checked("def f(x):\n    return x == None\n")
    after = document_from_text("def f(x):\n    return x  ==  None\n", "python", "a.py")
    assert reasons(observe(before, Checked(after, ()))) == [observing.REFORMATTED]


def test_half_typed_text_is_waited_for() -> None:
    observation = seen("def f(x):\n    return x == None\n", "def f(x):\n    return x is (\n")
    assert observation.waiting
    assert observation.episodes == ()


def test_a_fix_that_brings_a_new_problem_is_recorded_but_not_as_a_fix() -> None:
    (episode,) = [
        e
        for e in seen("def f(x):\n    return x == None\n", "def f(x):\n    return x == True\n").episodes
        if e.problem.key.code == "E711"
    ]
    assert episode.outcome is Outcome.FAILED_CHECK
    assert "ruff/E712" in episode.reason


MANY = "".join(
    f"def f{n}(x, y):\n    if not x in y:\n        return x == None\n    return y == True\n\n\n" for n in range(4)
)


def test_a_run_of_a_tool_over_many_codes_is_recorded_but_not_as_hand_fixes() -> None:
    after = MANY.replace("not x in y", "x not in y").replace("x == None", "x is None").replace("y == True", "y is True")
    observation = seen(MANY, after)
    assert len(observation.episodes) == 12
    assert {(e.outcome, e.reason) for e in observation.episodes} == {(Outcome.APPLIED, observing.BULK)}


def test_search_and_replace_of_one_kind_is_as_good_as_by_hand() -> None:
    observation = seen(MANY, MANY.replace("x == None", "x is None"))
    assert [(e.problem.key.code, e.outcome) for e in observation.episodes] == [("E711", Outcome.KEPT)] * 4
    assert all(e.after.count("x is None") == 1 for e in observation.episodes)


def test_what_our_own_offer_fixed_is_not_a_hand_fix() -> None:
    text = "def f(x):\n    return x == None\n"
    (problem,) = checked(text).problems
    observation = seen(text, text.replace("==", "is"), (AppliedOffer(problem, text.encode()),))
    assert reasons(observation) == [observing.OURS]


def test_a_language_without_a_grammar_is_ignored_with_its_reason() -> None:
    document, after = (document_from_text(text, "klingon") for text in ("a", "b"))
    problem = Problem(ProblemKey("x", "1"), "", document.lines.span((0, 0), (0, 1)), "klingon", "a")
    assert "no grammar" in reasons(observe(Checked(document, (problem,)), Checked(after, ())))[0]


def test_other_languages_are_observed_by_the_same_rules() -> None:
    before = document_from_text("import a from 'a';\n\nfunction f(x) {\n  return x == 1;\n}\n", "typescript", "a.ts")
    at = before.source.index(b"==")
    problem = Problem(ProblemKey("eslint", "eqeqeq"), "", before.lines.span((3, 11), (3, 13)), "typescript", "a.ts")
    assert problem.span.start == at
    after = document_from_text(before.source.decode().replace("==", "==="), "typescript", "a.ts")
    (episode,) = observe(Checked(before, (problem,)), Checked(after, ())).episodes
    assert episode.after == "import a from 'a';\nfunction f(x) {\n  return x === 1;\n}\n"


lines = st.lists(st.sampled_from(["a = 1", "b == c", "", "    f(x)", "é😀 == é", "\t", "b is c"]), max_size=12)


@settings(max_examples=150, deadline=None)
@given(before=lines, after=lines, end=st.sampled_from(["\n", "\r\n"]))
def test_the_hunks_give_the_new_text(before: list[str], after: list[str], end: str) -> None:
    old, new = end.join(before).encode(), end.join(after).encode()
    assert apply_edits(old, edits_of(hunks_between(old, new), new)) == new
