"""Review: what is said about a change, and when nothing is said."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hermes_lsp.core.episode import Actor, Attempt, Episode, Outcome
from hermes_lsp.core.errors import WorkspaceError
from hermes_lsp.core.places import Places
from hermes_lsp.core.problem import Problem, ProblemKey
from hermes_lsp.core.text import Span
from hermes_lsp.learning.journal import Journal
from hermes_lsp.workflows.history import learn_history
from hermes_lsp.workflows.project import load_project
from hermes_lsp.workflows.review.choosing import MOST_OF_A_KIND, choose
from hermes_lsp.workflows.review.experience import Rate
from hermes_lsp.workflows.review.finding import Finding
from hermes_lsp.workflows.review.registry import all_finders
from hermes_lsp.workflows.review.reviewing import Review, dismiss, review
from hermes_lsp.workflows.review.sources import patch_change, range_change, staged_change, working_change

PRICE = "def price(item, rate={rate}):\n    return item.cost * rate\n"
USE = "from shop.prices import price\n\n\ndef total(items):\n    return sum(price(item, 2) for item in items)\n"


class Shop:
    """A repository, whose commits are a day apart, and the reviews of its changes."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder = folder
        self.home = home
        self._day = 0
        folder.mkdir()
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str) -> str:
        date = f"{1_600_000_000 + 86_400 * self._day} +0000"
        who = {f"GIT_{role}_{what}": "ann" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        environ = {**os.environ, **who, "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
        done = subprocess.run(["git", *arguments], cwd=self.folder, env=environ, check=True, capture_output=True)
        return done.stdout.decode()

    def write(self, **files: str) -> None:
        for name, text in files.items():
            path = self.folder / name.replace("__", "/").replace("_py", ".py").replace("_txt", ".txt")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        self.git("add", "--all")

    def commit(self, message: str = "work", **files: str) -> str:
        self._day += 1
        self.write(**files)
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.git("rev-parse", "HEAD").strip()

    def staged(self) -> Review:
        return review(load_project(self.folder, places=Places(self.home)), staged_change(self.folder))

    def ranged(self, revisions: str) -> Review:
        return review(load_project(self.folder, places=Places(self.home)), range_change(self.folder, revisions))

    def patched(self, patch: str) -> Review:
        return review(load_project(self.folder, places=Places(self.home)), patch_change(self.folder, patch.encode()))

    def dismiss(self, what: str, path: str = "") -> None:
        dismiss(load_project(self.folder, places=Places(self.home)), what, path)

    def with_habit(self, times: int = 20) -> Shop:
        """Prices that never change without their list, and code that nobody has changed with it."""
        self.commit(shop__prices_py=PRICE.format(rate=0), list_txt="0\n", shop__use_py=USE)
        for number in range(1, times):
            self.commit(shop__prices_py=PRICE.format(rate=number), list_txt=f"{number}\n")
        return self


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path / "shop", tmp_path / "home")


def kinds(found: Review) -> list[str]:
    return [each.kind for each in found.shown]


def test_a_file_that_always_changes_with_another_one_is_missed(shop: Shop) -> None:
    shop.with_habit().write(shop__prices_py=PRICE.format(rate=99))
    [finding] = shop.staged().shown
    assert (finding.kind, finding.path, finding.line) == ("companion", "shop/prices.py", 1)
    assert "changes `list.txt` too, in 20 of 20 commits" in finding.sentence


def test_nothing_is_missed_where_both_change_or_only_a_comment_does(shop: Shop) -> None:
    shop.with_habit()
    shop.write(shop__prices_py=PRICE.format(rate=99), list_txt="99\n")
    assert shop.staged().shown == ()
    shop.git("reset", "--quiet", "--hard")
    shop.write(shop__prices_py=PRICE.format(rate=19).replace("    return", "    # Net.\n    return"))
    assert shop.staged().shown == ()


def test_the_version_of_one_part_is_not_that_of_the_others(shop: Shop) -> None:
    for number in range(20):
        told = f'{{"version": "1.0.{number}", "size": {number}}}\n'
        shop.commit(**{"one/package.json": told, "two/package.json": told})
    shop.write(**{"one/package.json": '{"version": "1.0.20", "size": 19}\n'})
    assert shop.staged().shown == ()
    shop.write(**{"one/package.json": '{"version": "1.0.20", "length": 19}\n'})
    assert kinds(shop.staged()) == ["companion"]


def test_a_habit_that_is_too_young_or_was_given_up_is_none(shop: Shop) -> None:
    shop.with_habit(times=6).write(shop__prices_py=PRICE.format(rate=99))
    assert shop.staged().shown == ()
    shop.git("reset", "--quiet", "--hard")
    shop.with_habit(times=30)
    for number in range(100, 103):
        shop.commit(shop__prices_py=PRICE.format(rate=number))
    shop.write(shop__prices_py=PRICE.format(rate=200))
    assert shop.staged().shown == ()


@pytest.mark.parametrize("name", ["NOTES.md", "tests/test_it.py", "package-lock.json", "yarn.lock"])
def test_tests_prose_and_what_a_tool_writes_may_change_alone(shop: Shop, name: str) -> None:
    for number in range(20):
        shop.commit(**{name: f"{number}\n"}, shop__prices_py=PRICE.format(rate=number))
    shop.write(**{name: "99\n"})
    assert shop.staged().shown == ()


def test_bulk_commits_do_not_say_what_belongs_together(shop: Shop) -> None:
    for number in range(20):
        shop.commit(shop__prices_py=PRICE.format(rate=number), **{f"file{one}_txt": f"{number}" for one in range(30)})
    shop.write(shop__prices_py=PRICE.format(rate=99))
    assert shop.staged().shown == ()


def test_behaviour_that_changes_without_a_test_is_told_where_tests_usually_change(shop: Shop) -> None:
    for number in range(20):
        test = {f"tests__test_{'ab'[number % 2]}_py": f"def test():\n    assert {number}\n"}
        shop.commit(shop__prices_py=PRICE.format(rate=number), **test)
    shop.write(shop__prices_py=PRICE.format(rate=99))
    [finding] = shop.staged().shown
    assert finding.kind == "tests"
    assert "20 of 20 commits to this file change tests" in finding.sentence
    shop.git("reset", "--quiet", "--hard")
    shop.write(shop__prices_py=PRICE.format(rate=19).replace("item, ", "item: Item, "))
    assert shop.staged().shown == ()


def test_a_companion_that_went_ahead_is_not_missed(shop: Shop) -> None:
    """The list of the next price was committed by itself, right before."""
    shop.with_habit()
    shop.commit(list_txt="99\n")
    shop.write(shop__prices_py=PRICE.format(rate=99))
    assert shop.staged().shown == ()


def test_changed_behaviour_without_a_word_in_the_changelog_where_there_usually_is_one(shop: Shop) -> None:
    for number in range(20):
        texts = {f"shop__m{number % 4}_py": PRICE.format(rate=number)}
        shop.commit(**texts, **{f"changes__{number}_txt": "Told.\n"})
    shop.write(shop__m1_py=PRICE.format(rate=99))
    [finding] = shop.staged().shown
    assert finding.kind == "changelog"
    assert "`changes` says nothing of it; 20 of the last 20 commits to code have an entry" in finding.sentence
    shop.write(shop__m1_py=PRICE.format(rate=99), changes__99_txt="Told.\n")
    assert shop.staged().shown == ()


def test_a_new_file_comes_with_what_each_new_file_came_with(shop: Shop) -> None:
    shop.commit(shop__all_txt="none\n")
    for number in range(12):
        rule = {f"shop__rules__rule{number}_py": f"A = {number}\n", f"docs__rule{number}_txt": f"{number}\n"}
        shop.commit(**rule, shop__all_txt=f"{number}\n")
    shop.write(shop__rules__latest_py="A = 99\n", shop__all_txt="99\n")
    [finding] = shop.staged().shown
    assert (finding.kind, finding.path) == ("newcomer", "shop/rules/latest.py")
    assert "12 of the 12 files that were added to `shop/rules` before came with `docs/latest.txt`" in finding.sentence


def test_a_new_file_that_a_test_of_another_name_speaks_of_has_its_test(shop: Shop) -> None:
    for number in range(12):
        shop.commit(**{f"shop__part{number}_py": f"A = {number}\n", f"tests__test_part{number}_py": f"B = {number}\n"})
    shop.write(shop__lens_py="A = 1\n")
    assert kinds(shop.staged()) == ["newcomer"]
    shop.write(tests__test_optics_py="from shop import lens\n")
    assert kinds(shop.staged()) == []


def test_a_function_that_is_gone_while_it_is_imported(shop: Shop) -> None:
    shop.commit(shop__prices_py=PRICE.format(rate=1), shop__use_py=USE)
    shop.write(shop__prices_py=PRICE.format(rate=1).replace("price", "net"))
    [finding] = shop.staged().shown
    assert finding.kind == "interface"
    assert finding.sentence == "`price` is gone from `shop/prices.py`, but 1 file still imports it"
    assert finding.evidence == ("shop/use.py:1",)
    shop.write(shop__use_py=USE.replace("price(", "net(").replace("import price", "import net"))
    assert shop.staged().shown == ()


def test_what_has_moved_and_is_still_brought_in_is_not_gone(shop: Shop) -> None:
    shop.commit(shop__prices_py=PRICE.format(rate=1), shop__use_py=USE)
    shop.write(shop__prices_py="from shop.net import price\n", shop__net_py=PRICE.format(rate=1))
    assert shop.staged().shown == ()


@pytest.mark.parametrize(
    ("parameters", "broken"),
    [("item", True), ("item, rate, tax", True), ("item, *, rate=1", True), ("item, rate=1, tax=0", False)],
)
def test_parameters_that_the_calls_do_not_fit(shop: Shop, parameters: str, broken: bool) -> None:
    shop.commit(shop__prices_py=PRICE.format(rate=1), shop__use_py=USE)
    shop.write(shop__prices_py=PRICE.format(rate=1).replace("item, rate=1", parameters))
    found = shop.staged().shown
    assert [each.kind for each in found] == ["interface"] * broken
    if broken:
        assert found[0].sentence == "`price` takes other arguments now; 1 call still gives the old ones"
        assert found[0].evidence == ("shop/use.py:5",)


def test_lines_that_were_reverted_before(shop: Shop) -> None:
    cache = "CACHE = {}\n\n\ndef cached(item):\n    if item not in CACHE:\n        CACHE[item] = item.cost\n"
    shop.commit(shop__prices_py=PRICE.format(rate=1))
    first = shop.commit("Cache prices", shop__prices_py=PRICE.format(rate=1) + cache)
    shop.commit(f"Revert caching\n\nThis reverts commit {first}.", shop__prices_py=PRICE.format(rate=1))
    shop.write(shop__prices_py=PRICE.format(rate=1) + "\n\n" + cache)
    [finding] = shop.staged().shown
    assert finding.kind == "revert"
    assert finding.sentence.startswith(f"Brings back 4 of 4 lines that {first[:10]} put in")
    assert finding.line == 5


def test_a_commit_that_says_that_it_brings_something_back_is_not_told_so(shop: Shop) -> None:
    cache = "CACHE = {}\n\n\ndef cached(item):\n    return CACHE[item]\n"
    shop.commit(shop__prices_py=PRICE.format(rate=1))
    first = shop.commit("Cache prices", shop__prices_py=PRICE.format(rate=1) + cache)
    undone = shop.commit(f"No\n\nThis reverts commit {first}.", shop__prices_py=PRICE.format(rate=1))
    shop.commit("Cache prices again", shop__prices_py=PRICE.format(rate=1) + cache)
    assert shop.ranged(f"{undone}..HEAD").shown == ()
    shop.git("commit", "--quiet", "--amend", "--message", "Prices are quick")
    assert kinds(shop.ranged(f"{undone}..HEAD")) == [], "who reverted it knows"
    shop.git("commit", "--quiet", "--amend", "--message", "Prices are quick", "--author", "bob <bob@example.org>")
    assert kinds(shop.ranged(f"{undone}..HEAD")) == ["revert"]


def test_what_was_reverted_in_several_files_is_told_once(shop: Shop) -> None:
    cache = "CACHE = {}\n\n\ndef cached(item):\n    return CACHE[item]\n"
    words = "Prices are cached.\nThe cache is never emptied.\nIt may grow.\nBeware.\n"
    shop.commit(shop__prices_py=PRICE.format(rate=1), docs__prices_md="Prices.\n")
    first = shop.commit("Cache", shop__prices_py=PRICE.format(rate=1) + cache, docs__prices_md="Prices.\n" + words)
    shop.commit(
        f"No\n\nThis reverts commit {first}.", shop__prices_py=PRICE.format(rate=1), docs__prices_md="Prices.\n"
    )
    shop.write(shop__prices_py=PRICE.format(rate=1) + cache, docs__prices_md="Prices.\n" + words)
    [finding] = shop.staged().shown
    assert (finding.kind, finding.path) == ("revert", "shop/prices.py")
    assert finding.sentence.startswith("Brings back 7 of 7 lines")
    assert finding.sentence.endswith("took out again, in 2 files")


def test_a_changed_line_that_does_not_follow_a_convention_comes_with_its_fix(shop: Shop) -> None:
    texts = {f"shop__m{one}_py": "".join(f'A{n} = "text {n}"\n' for n in range(30)) for one in range(5)}
    shop.commit(**texts)
    shop.write(shop__m0_py=texts["shop__m0_py"] + "LAST = 'text'\n")
    [finding] = shop.staged().shown
    assert (finding.kind, finding.path, finding.line) == ("convention", "shop/m0.py", 31)
    assert finding.fix
    shop.dismiss(str(finding.key))
    assert shop.staged().shown == ()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("FIRST = 'one'\n", "FIRST = 'two'\n", 0),
        ("FIRST = 'one'\n", "FIRST = 'two', 'three'\nNEXT = 'four'\n", 1),
        ("if A1:\n    FIRST = 'one'\n", "FIRST = 'one'\n", 0),
        ("FIRST = 1\n", "FIRST = 'one'\n", 1),
    ],
)
def test_what_did_not_follow_before_the_change_is_not_told(shop: Shop, old: str, new: str, told: int) -> None:
    texts = {f"shop__m{one}_py": "".join(f'A{n} = "text {n}"\n' for n in range(30)) for one in range(5)}
    shop.commit(**texts | {"shop__m0_py": texts["shop__m0_py"] + old})
    shop.write(shop__m0_py=texts["shop__m0_py"] + new)
    assert kinds(shop.staged()) == ["convention"] * told


def test_a_line_that_moves_within_its_file_did_not_follow_before(shop: Shop) -> None:
    texts = {f"shop__m{one}_py": "".join(f'A{n} = "text {n}"\n' for n in range(30)) for one in range(5)}
    shop.commit(**texts | {"shop__m0_py": "FIRST = 'one'\n" + texts["shop__m0_py"]})
    shop.write(shop__m0_py=texts["shop__m0_py"] + "FIRST = 'one'\n")
    assert shop.staged().shown == ()


def test_a_revert_brings_back_what_was_there_before(shop: Shop) -> None:
    texts = {f"shop__m{one}_py": "".join(f'A{n} = "text {n}"\n' for n in range(30)) for one in range(5)}
    shop.commit(**texts)
    first = shop.commit("Less", shop__m0_py="")
    shop.commit("Back", shop__m0_py=texts["shop__m0_py"] + "LAST = 'recieved'\n")
    assert kinds(shop.ranged("HEAD^..HEAD")) == ["convention", "spelling"]
    shop.git("commit", "--quiet", "--amend", "--message", f'Revert "Less"\n\nThis reverts commit {first}.')
    assert kinds(shop.ranged("HEAD^..HEAD")) == []


def test_what_a_checker_says_that_the_project_has_not_set_up_is_left_to_it(shop: Shop) -> None:
    shop.commit(shop__types_py="")
    shop.write(shop__types_py="def same(a, b):\n    return type(a) == type(b)\n")
    assert shop.staged().shown == ()


def test_a_new_problem_that_a_skill_can_fix_comes_with_the_fix(shop: Shop) -> None:
    old = "def same(a, b):\n    return type(a) == type(b)\n"
    shop.commit(shop__types_py=old)
    (shop.folder / "pyproject.toml").write_text('[tool.ruff.lint]\nselect = ["E721"]\n')
    shop.write(shop__types_py=old + "\n\ndef other(c, d):\n    return type(c) != type(d)\n")
    [finding] = shop.staged().shown
    assert (finding.kind, finding.line) == ("problem", 6)
    assert "type(c) is not type(d)" in finding.fix
    assert finding.edits


def test_a_function_in_which_a_fix_was_undone(shop: Shop) -> None:
    before = "def price(item):\n    return item == None\n"
    shop.commit(shop__prices_py=before)
    start = before.index("None")
    problem = Problem(ProblemKey("ruff", "E711"), "Comparison", Span(start, start + 4), "python", "shop/prices.py")
    after, at = before.replace("==", "is"), datetime(2026, 3, 1, tzinfo=UTC)
    with Journal.open(Places(shop.home).workspace(shop.folder).journal) as journal:
        journal.append(Episode(problem, Attempt(Actor.DEVELOPER), Outcome.REVERTED, before, after, at=at))
    shop.write(shop__prices_py=after)
    [finding] = shop.staged().shown
    assert (finding.kind, finding.line) == ("past-fix", 1)
    assert finding.sentence == ("In `price` a fix for ruff/E711 was undone before (`item == None` → `item is None`)")
    shop.write(shop__prices_py=before + "\n\ndef other():\n    return 1\n")
    assert shop.staged().shown == ()


def test_a_dismissed_kind_is_not_shown_again_in_its_scope(shop: Shop) -> None:
    shop.with_habit().write(shop__prices_py=PRICE.format(rate=99))
    shop.dismiss("companion", "docs/*")
    assert kinds(shop.staged()) == ["companion"]
    shop.dismiss("companion", "shop/*")
    after = shop.staged()
    assert after.shown == ()
    assert after.rates["companion"] == Rate(0, 1)
    with pytest.raises(WorkspaceError, match="no kind of finding “nonsense”"):
        shop.dismiss("nonsense")


def test_a_finding_was_right_if_the_change_no_longer_has_it(shop: Shop) -> None:
    shop.with_habit().write(shop__prices_py=PRICE.format(rate=99))
    assert shop.staged().rates == {}
    shop.write(list_txt="99\n")
    shop.staged()
    assert shop.staged().rates == {"companion": Rate(1, 1)}


def test_a_finding_was_wrong_if_the_change_went_ahead_with_it(shop: Shop) -> None:
    shop.with_habit().write(shop__prices_py=PRICE.format(rate=99))
    shop.staged()
    shop.commit()
    shop.write(list_txt="99\n")
    shop.staged()
    assert shop.staged().rates == {"companion": Rate(0, 1)}


def test_a_look_at_the_past_does_not_tell_whether_its_findings_are_right(shop: Shop) -> None:
    shop.with_habit().commit(shop__prices_py=PRICE.format(rate=99))
    shop.commit(shop__prices_py=PRICE.format(rate=100))
    assert kinds(shop.ranged("HEAD~1")) == kinds(shop.ranged("HEAD~2..HEAD")) == ["companion"]
    shop.write(list_txt="99\n")
    shop.staged()
    assert shop.staged().rates == {}


def test_a_range_is_held_against_what_was_before_it(shop: Shop) -> None:
    shop.with_habit().commit(shop__prices_py=PRICE.format(rate=99))
    shop.commit(shop__prices_py=PRICE.format(rate=100))
    assert kinds(shop.ranged("HEAD~2..HEAD")) == ["companion"]
    assert "20 of 20" in shop.ranged("HEAD~2..HEAD").shown[0].sentence
    old = shop.ranged("HEAD~1")
    assert kinds(old) == ["companion"]
    assert any("what is checked out is not" in each for each in old.partial)
    with pytest.raises(WorkspaceError, match="There is no commit “nowhere”"):
        shop.ranged("nowhere")


def test_what_is_not_committed_is_a_change_new_files_included(shop: Shop) -> None:
    shop.commit(a_py="a = 1\n", b_py="b = 1\n", c_py="c = 1\n", same_py="s = 1\n", list_txt="one\n")
    (shop.folder / ".gitignore").write_text("*.log\n")
    shop.commit(a_py="a = 1\n")
    shop.write(a_py="a = 2\n")
    (shop.folder / "b.py").write_text("b = 2\n")
    (shop.folder / "c.py").unlink()
    (shop.folder / "d.py").write_text("d = 2\n")
    (shop.folder / "noise.log").write_text("x\n")
    (shop.folder / "list.txt").write_bytes(b"one\r\n")  # as git writes it where it translates line ends
    change = working_change(shop.folder)
    assert {file.path: (file.before, file.after) for file in change.files} == {
        "a.py": (b"a = 1\n", b"a = 2\n"),
        "b.py": (b"b = 1\n", b"b = 2\n"),
        "c.py": (b"c = 1\n", None),
        "d.py": (None, b"d = 2\n"),
    }


def test_a_folder_without_a_commit_is_all_new(shop: Shop) -> None:
    (shop.folder / "a.py").write_text("a = 1\n")
    change = working_change(shop.folder)
    assert (change.base, [file.path for file in change.files]) == ("", ["a.py"])


def test_a_patch_is_applied_in_memory_or_refused(shop: Shop) -> None:
    shop.with_habit().write(shop__prices_py=PRICE.format(rate=99))
    patch = shop.git("diff", "--cached")
    shop.git("reset", "--quiet", "--hard")
    assert kinds(shop.patched(patch)) == ["companion"]
    assert "rate=19" in (shop.folder / "shop/prices.py").read_text()
    with pytest.raises(WorkspaceError, match=r"does not apply to shop/prices\.py: line 1 is not what it was made for"):
        shop.patched(patch.replace("rate=19", "rate=22"))
    with pytest.raises(WorkspaceError, match="This is no patch"):
        shop.patched("hello\n")
    with pytest.raises(WorkspaceError, match="cut off"):
        shop.patched(patch[: patch.index("+def")])
    with pytest.raises(WorkspaceError, match="cannot be read as a file of the workspace"):
        shop.patched(patch.replace("shop/prices.py", "../prices.py"))


def test_nothing_of_an_untrusted_workspace_is_run(shop: Shop, tmp_path: Path) -> None:
    script = f"#!/bin/sh\ntouch {tmp_path}/ran\n"
    shop.with_habit().write(shop__prices_py=PRICE.format(rate=99))
    (shop.folder / ".venv/bin").mkdir(parents=True)
    for path in (".venv/bin/ruff", ".git/hooks/post-index-change", "monitor"):
        (shop.folder / path).write_text(script)
        (shop.folder / path).chmod(0o755)
    shop.git("config", "core.fsmonitor", str(shop.folder / "monitor"))
    shop.git("config", "diff.external", str(shop.folder / "monitor"))
    (shop.folder / "pyproject.toml").write_text("[tool.ruff]\nline-length = 100\n")
    (tmp_path / "ran").unlink(missing_ok=True)
    assert kinds(shop.staged()) == ["companion"]
    assert not (tmp_path / "ran").exists()


def test_few_are_shown_best_first_and_a_kind_that_is_never_right_is_not() -> None:
    found = [Finding("a", "x.py", line, "", (), str(line), 0.5 + line / 100) for line in range(9)]
    found.append(Finding("b", "x.py", 1, "", (), "b", 0.99))
    never = load_project(None, places=Places(Path("/nowhere"))).never
    shown, more = choose(found, {}, never)
    assert [each.about for each in shown] == ["b", "8", "7", "6"]
    assert len(more) == 9 - MOST_OF_A_KIND
    assert [each.kind for each in choose(found, {"b": Rate(0, 6)}, never)[0]][-1] == "b"
    assert "a" not in {each.kind for each in choose(found, {"a": Rate(0, 12)}, never)[0]}


def test_a_missing_test_is_said_once_and_another_companion_does_not_hide_it() -> None:
    never = load_project(None, places=Places(Path("/nowhere"))).never
    untested = Finding("tests", "shop/prices.py", 1, "", (), "price", 0.6)

    def beside(companion: str) -> list[str]:
        usual = Finding("companion", "shop/prices.py", 1, "", (), companion, 0.9, elsewhere=(companion,))
        return [each.kind for each in choose([usual, untested], {}, never)[0]]

    assert beside("tests/test_prices.py") == ["companion"]
    assert beside("CHANGELOG.md") == ["companion", "tests"]


def test_each_finder_says_what_it_finds() -> None:
    assert {each.name for each in all_finders()} >= {"companion", "convention", "interface", "problem", "tests"}
    assert all(each.words for each in all_finders())


def test_new_code_in_a_form_that_the_project_has_moved_on_from_is_told_with_its_fix(shop: Shop) -> None:
    old, new = "def f(a):\n    return a.fetch('{0}').value()\n", "def f(a):\n    return a.read('{0}')\n"
    shop.commit(kept_py=old.format("k"), **{f"m{number}_py": old.format(number) for number in range(6)})
    for number in (0, 2, 4):
        shop.commit(**{f"m{each}_py": new.format(each) for each in (number, number + 1)})
    learn_history(load_project(shop.folder, places=Places(shop.home)), Places(shop.home))
    noted = old.format("k").replace(".value()", ".value()  # as ever")
    shop.write(fresh_py=old.format("x"), kept_py=noted)
    (told,) = [each for each in shop.staged().shown if each.kind == "old-form"]
    assert (told.path, told.line) == ("fresh.py", 2)
    assert "`a.fetch('x').value()` → `a.read('x')`" in told.fix
