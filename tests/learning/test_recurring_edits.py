"""Edits that come back, commit after commit, with no checker asking for them: what is one kind, and what is learned."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from pasts import Past, mined

from hermes_lsp.git.commits import commits_of
from hermes_lsp.learning.evaluation.rewrites import measure_rewrites
from hermes_lsp.learning.history import recurring
from hermes_lsp.learning.history.forms import form_of
from hermes_lsp.learning.history.mining import Rules
from hermes_lsp.learning.history.rewrites import (
    ASKED_FOR,
    OVERTAKEN,
    STILL_USED,
    TOO_FEW,
    Asked,
    Rewrite,
    asked_for,
    rewrites_in,
)

OLD = "def get_{0}(shop):\n    return shop.fetch('{0}').value()\n"
NEW = "def get_{0}(shop):\n    return shop.read('{0}')\n"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x = super(Shop, self).open()", "y = super(Market, self).close(1)"),
        ("def f(a: Optional[int]):", "x: Optional[t.List[str]] = g()"),
        ("self.assertEquals(a, b)", "    self.assertEquals(len(x), 3)"),
        ("if getLogger(name):", "return getLogger(self.root.name)"),
    ],
)
def test_edits_of_one_kind_have_one_form(one: str, other: str) -> None:
    assert form(one) == form(other)
    assert form(one) is not None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("x = 'one'", "x = 'two'"),  # data
        ("x = 1", "x = 2"),
        ("f(a,b)", "f(a, b)"),  # layout
        ("x = f(a)", "x = (f(a))"),  # no word that tells
        ("a = b + c * d - e(f)", "return g[h] or i.j(k, l)"),  # written anew, and nothing like it again
    ],
)
def test_what_could_not_be_met_again_has_no_form_or_one_of_its_own(old: str, new: str) -> None:
    found = form_of(old.encode(), new.encode())
    assert found is None or found != form_of(b"a = b + c * d - e(x)", new.encode())


def test_the_opposite_edit_has_the_opposite_form() -> None:
    there, back = form_of(b"x = Dict[str, int]", b"x = dict[str, int]"), form_of(b"y = dict[a, b]", b"y = Dict[a, b]")
    assert there is not None
    assert there.reversed == back


def test_what_was_rewritten_in_three_commits_is_learned(past: Past) -> None:
    edit_again_and_again(past)
    (found,) = rewrites(past)
    assert (found.recurring.commits, found.recurring.files, found.recurring.count) == (3, 6, 6)
    assert found.book is not None
    assert {episode.commit for episode in found.episodes} == set(commits(past)[-3:])
    first = found.episodes[0]
    assert (first.before, first.after) == (OLD.format("m0"), NEW.format("m0"))


def test_one_sweep_is_no_habit(past: Past) -> None:
    past.commit("Start", **{f"m{n}_py": OLD.format(f"m{n}") for n in range(6)})
    past.commit("Sweep", **{f"m{n}_py": NEW.format(f"m{n}") for n in range(6)})
    assert rewrites(past) == []


def test_what_goes_both_ways_is_no_habit(past: Past) -> None:
    edit_again_and_again(past)
    past.commit("Back again", **{f"m{n}_py": OLD.format(f"m{n}") for n in range(2)})
    assert rewrites(past) == []


def test_what_becomes_one_thing_here_and_another_there_is_no_habit(past: Past) -> None:
    others = {f"o{n}_py": OLD.format(f"o{n}") for n in range(3)}
    edit_again_and_again(past, **others)
    changed = {name: text.replace(".fetch(", ".peek(").replace(".value()", "") for name, text in others.items()}
    past.commit("Peek", **changed)
    assert rewrites(past) == []


def test_where_the_old_form_still_stands_nothing_is_learned(past: Past) -> None:
    edit_again_and_again(past, **{f"o{n}_py": OLD.format(f"o{n}") for n in range(3)})
    (found,) = rewrites(past)
    assert (found.book, found.why) == (None, STILL_USED)


def test_lines_that_mean_something_only_together_are_told_apart(past: Past) -> None:
    old = "def get_{0}(shop):\n    return shop.fetch(\n        '{0}', shop.first,\n    )\n"
    new = "def get_{0}(shop):\n    return shop.fetch(\n        '{0}', *shop.all) + (1,\n    )\n"
    edit_again_and_again(past, old=old, new=new)
    assert all(each.why == TOO_FEW or each.book is not None for each in rewrites(past))


def test_imports_that_change_along_are_no_kind_of_their_own(past: Past) -> None:
    edit_again_and_again(past, old="from old import shop\n\nx = '{0}'\n", new="from newer import shop\n\nx = '{0}'\n")
    assert [each.why for each in rewrites(past)] == [TOO_FEW]


def test_what_was_rewritten_in_turn_is_not_learned(past: Past) -> None:
    edit_again_and_again(past)
    for turn in range(3):
        texts = {f"m{n}_py": NEW.format(f"m{n}").replace("shop.read(", "shop.get(") for n in (2 * turn, 2 * turn + 1)}
        past.commit(f"Get {turn}", **texts)
    later, earlier = sorted(rewrites(past), key=lambda each: bool(each.why))
    assert (later.book is not None, earlier.why) == (True, OVERTAKEN)


def test_what_was_last_done_years_ago_is_over(past: Past, monkeypatch: pytest.MonkeyPatch) -> None:
    edit_again_and_again(past)
    monkeypatch.setattr(recurring, "MAX_AGE", timedelta(days=2))
    assert len(rewrites(past)) == 1
    for number in range(3):
        past.commit(f"Else {number}", notes_py=f"note = {number}\n")
    assert rewrites(past) == []


def test_what_a_checker_asks_for_is_learned_as_that(past: Past) -> None:
    edit_again_and_again(
        past, old="def f(x):\n    return x == None, {0}\n", new="def f(x):\n    return x is None, {0}\n"
    )
    assert [each.why for each in rewrites(past)] == [""]
    fixes = [episode for each in mined(past) for episode in each.episodes]
    assert [each.why for each in rewrites(past, asked_for(fixes))] == [ASKED_FOR]


def test_data_and_the_code_of_others_do_not_count(past: Past) -> None:
    for turn in range(4):
        names = (f"m{n}" for n in range(2 * turn))
        done = {f"vendor__{name}_py": NEW.format(name) for name in names}
        past.commit(f"Turn {turn}", **{f"vendor__m{n}_py": OLD.format(f"m{n}") for n in range(8)} | done)
    assert rewrites(past) == []


def test_what_becomes_of_the_old_form_later_is_measured_in_time_order(past: Past) -> None:
    edit_again_and_again(past)
    for number in range(4):  # the parts of a history that is measured in are a few commits long
        past.commit(f"Else {number}", notes_py=f"note = {number}\n")
    late = OLD.format("late") + "\n\n" + OLD.format("other") + "\n\n" + OLD.format("left")
    past.commit("The old form again", late_py=late)
    past.commit("As ever", late_py=late.replace(OLD.format("late"), NEW.format("late")))
    some = late.replace(OLD.format("late"), NEW.format("late")).replace("shop.fetch('other').value()", "shop.peek()")
    past.commit("Not as ever", late_py=some)
    told = measure_rewrites(Rules(past.folder, ()), commits_of(past.folder, "HEAD"))
    assert {name: told[name] for name in ("learned", "exact", "otherwise", "left")} == {
        "learned": 1, "exact": 1, "otherwise": 1, "left": 1,
    }  # fmt: skip
    (form,) = told["forms"]
    assert (form["before"], form["after"]) == ("return shop.fetch('m4').value()", "return shop.read('m4')")


@pytest.fixture
def past(tmp_path: Path) -> Past:
    return Past(tmp_path / "past")


def form(line: str) -> object:
    """The form of an edit that this module knows: each of the lines above has one obvious newer form."""
    new = line
    if "super(" in line:
        new = line.replace("Shop, self", "").replace("Market, self", "")
    if "Optional[" in line:
        new = line.replace("Optional[t.List[str]]", "t.List[str] | None").replace("Optional[int]", "int | None")
    new = new.replace("assertEquals", "assertEqual")
    new = new.replace("getLogger(", "logging.getLogger(")
    return form_of(line.encode(), new.encode())


def edit_again_and_again(past: Past, /, old: str = OLD, new: str = NEW, **others: str) -> None:
    """Six files in the old form, of which two at a time get the new one, in three commits."""
    past.commit("Start", **{f"m{n}_py": old.format(f"m{n}") for n in range(6)}, **others)
    for turn in range(3):
        past.commit(f"Turn {turn}", **{f"m{n}_py": new.format(f"m{n}") for n in (2 * turn, 2 * turn + 1)})


def rewrites(past: Past, asked: Asked = frozenset()) -> list[Rewrite]:
    rules = Rules(past.folder, ())
    return rewrites_in(rules, commits_of(past.folder, "HEAD"), asked, lambda doing, done, total: None)


def commits(past: Past) -> list[str]:
    return [commit.sha for commit in commits_of(past.folder, "HEAD")]
