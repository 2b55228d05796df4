"""Reviews of the past: only what was there before is known, and what was fixed later is held against them."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from hermes_lsp.git.commits import pasts_of, tree_of
from hermes_lsp.workflows.review.faults import faults_of, is_fix
from hermes_lsp.workflows.review.past_tree import past_tree
from hermes_lsp.workflows.review.replaying import replay

PRICE = "def price(item, rate):\n    return item * {rate}\n"


class Shop:
    """A repository; its commits are a day apart."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._day = 0
        folder.mkdir()
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str) -> str:
        date = f"{1_600_000_000 + 86_400 * self._day} +0000"
        who = {f"GIT_{role}_{what}": "ann" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        environ = {**os.environ, **who, "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
        return subprocess.run(
            ["git", *arguments], cwd=self.folder, env=environ, check=True, capture_output=True, text=True
        ).stdout.strip()

    def commit(self, subject: str, /, **files: str) -> str:
        self._day += 1
        for name, text in files.items():
            (self.folder / name.replace("_py", ".py").replace("_txt", ".txt")).write_text(text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", subject)
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path / "shop")


def test_lines_that_a_fix_changes_are_blamed_on_the_commit_that_brought_them_in(shop: Shop) -> None:
    start = shop.commit("Start", a_py="one = 1\ntwo = 2\n")
    added = shop.commit("Add three", a_py="one = 1\nthree = 4\nfour = 4\ntwo = 2\n")
    shop.commit("Move", a_py="# words\none = 1\nthree = 4\nfour = 4\ntwo = 2\n")
    shop.commit("Fix the value of three", a_py="# words\none = 1\nthree = 3\nfour = 4\ntwo = 22\n")
    fixes = [past for past in pasts_of(shop.folder, "HEAD") if is_fix(past)]
    assert [past.commit.subject for past in fixes] == ["Fix the value of three"]
    assert faults_of(shop.folder, fixes, since=start) == {added: ({("a.py", 2)}, {"a.py"})}


@pytest.mark.parametrize(
    ("subject", "says"),
    [("Fix crash on empty carts", True), ("fixed #12", True), ("Add prefix", False), ("Fix typo in docs", False)],
)
def test_what_a_subject_says_decides_whether_a_commit_is_a_fix(shop: Shop, subject: str, says: bool) -> None:
    shop.commit(subject, a_py="a = 1\n")
    assert [is_fix(past) for past in pasts_of(shop.folder, "HEAD")] == [says]


def test_a_folder_becomes_one_commit_after_another_without_a_checkout(shop: Shop) -> None:
    first = shop.commit("Start", a_py="a = 1\n", b_py="b = 1\n")
    shop.git("rm", "--quiet", "b.py")
    second = shop.commit("Next", a_py="a = 2\n")
    with past_tree(shop.folder) as tree:
        for sha, files in ((first, {"a.py": "a = 1\n", "b.py": "b = 1\n"}), (second, {"a.py": "a = 2\n"})):
            tree.move_to(sha)
            assert {path.name: path.read_text() for path in tree.folder.glob("*.py")} == files
            assert tree_of(tree.folder, "HEAD").keys() == files.keys()
    assert not tree.folder.exists()


def test_a_review_of_the_past_is_measured_beside_random_lines(shop: Shop) -> None:
    """Prices and their list go together for long; then one change forgets the list, and is fixed later."""
    for number in range(40):
        shop.commit(f"Rate {number}", price_py=PRICE.format(rate=number), list_txt=f"{number}\n")
    forgetful = shop.commit("Rate 99", price_py=PRICE.format(rate=99))
    shop.commit("Fix the rate", price_py=PRICE.format(rate=98), list_txt="98\n")
    for number in range(14):
        shop.commit(f"Words {number}", words_txt=f"{number}\n")
    told = replay(shop.folder)
    assert told["fixes"] == 1
    assert told["faulty"] == {"lines": 1, "files": 1}
    assert told["flagged"] == {"lines": 1, "files": 1}
    assert told["random"]["lines"] == 1, "of one changed line any draw takes that one"
    assert (told["broken"], told["pointed"]) == (1, 1)
    (finding,) = told["findings"]
    assert (finding["commit"], finding["kind"], finding["path"]) == (forgetful, "companion", "price.py")
    assert told["median"] == 0
    json.dumps(told)
