"""A project that moved from one way to another: said with the month, by what git tells of its lines."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from hermes_lsp.conventions.wording import sentence
from hermes_lsp.core.convention import Convention
from hermes_lsp.core.places import Places
from hermes_lsp.workflows.conventions import find_deviations, learn_conventions
from hermes_lsp.workflows.project import Project, load_project

NAMES = "abcdef"


class Shop:
    """A repository whose commits say their day; what its people write is strings."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "shop"
        self.folder.mkdir()
        self._git("init", "--quiet", "--initial-branch=main")

    def commit(self, day: str, files: Mapping[str, str]) -> None:
        for path, text in files.items():
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).write_text(text)
        self._git("add", "--all")
        self._git("commit", "--quiet", "--allow-empty", "-m", day, day=day)

    def move(self, old: str, new: str) -> None:
        self._git("mv", old, new)

    def text(self, path: str) -> str:
        return (self.folder / path).read_text()

    @property
    def project(self) -> Project:
        return load_project(self.folder, places=Places(self.folder.parent / "state"))

    def said(self) -> list[str]:
        return [sentence(each) for each in self.quotes()]

    def quotes(self) -> list[Convention]:
        return [each for each in learn_conventions(self.project).conventions if each.kind == "quotes"]

    def marked(self) -> list[str]:
        """Lines with strings that are not as they should be, of those that differ from the last commit."""
        found = find_deviations(self.project, [self.folder], self.quotes(), since="HEAD")
        return [
            f"{document.path}: {document.source[each.span.start : each.span.end].decode()}"
            for document, deviating in found
            for each in deviating
        ]

    def _git(self, *arguments: str, day: str = "2020-01-01") -> None:
        date = f"{day}T12:00:00Z"
        environment = {**os.environ, "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
        who = ["-c", "user.name=Ann", "-c", "user.email=ann@example.org"]
        subprocess.run(["git", *who, *arguments], cwd=self.folder, check=True, env=environment, capture_output=True)


def strings(quote: str, number: int = 20, name: str = "a") -> str:
    return "".join(f"{name}{index} = {quote}text{quote}\n" for index in range(number))


def files(quote: str, folder: str = "app", number: int = 20) -> dict[str, str]:
    return {f"{folder}/{name}.py": strings(quote, number) for name in NAMES}


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """In single quotes for two months."""
    shop = Shop(tmp_path)
    shop.commit("2025-01-10", files("'"))
    shop.commit("2025-02-10", files("'", number=30))
    return shop


def grow_in_double_quotes(shop: Shop, *days: str) -> None:
    """New lines in old files; nobody touches what was there."""
    for number, day in enumerate(days):
        new = {f"app/{name}.py": shop.text(f"app/{name}.py") + strings('"', 5, f"n{number}_") for name in NAMES}
        shop.commit(day, new)


MOVED = "Strings are in double quotes; moved from single to double since {}"


def test_everything_was_rewritten_at_once(shop: Shop) -> None:
    shop.commit("2025-04-02", files('"', number=30))
    shop.commit("2025-06-02", files('"', number=40))
    assert shop.said() == [MOVED.format("April 2025")]


def test_only_new_lines_are_written_in_another_way(shop: Shop) -> None:
    grow_in_double_quotes(shop, "2025-03-05", "2025-04-05", "2025-05-05")
    (convention,) = shop.quotes()
    assert sentence(convention) == MOVED.format("March 2025")
    support = convention.support
    assert (support.agreeing, support.cases, support.files) == (90, 90, 6), "what was written since"


def test_a_few_lines_before_the_rest_was_rewritten_are_not_yet_the_move(shop: Shop) -> None:
    shop.commit("2025-03-10", {"app/a.py": shop.text("app/a.py") + strings('"', 8, "early")})
    shop.commit("2025-06-10", {f"app/{name}.py": shop.text(f"app/{name}.py").replace("'", '"') for name in NAMES})
    assert shop.said() == [MOVED.format("June 2025")]


def test_what_was_rewritten_at_once_counts_more_than_new_lines_long_before(shop: Shop) -> None:
    grow_in_double_quotes(shop, "2025-03-05")
    shop.commit("2025-09-10", {f"app/{name}.py": shop.text(f"app/{name}.py").replace("'", '"') for name in NAMES})
    assert shop.said() == [MOVED.format("September 2025")]


def test_a_new_line_in_the_old_way_is_a_deviation_and_one_in_the_new_way_never_is(shop: Shop) -> None:
    grow_in_double_quotes(shop, "2025-03-05", "2025-04-05", "2025-05-05")
    path = shop.folder / "app/a.py"
    path.write_text(path.read_text() + "old = 'old way'\n" + 'new = "new way"\n')
    assert shop.marked() == ["app/a.py: 'old way'"]


def test_lines_from_before_are_left_alone(shop: Shop) -> None:
    grow_in_double_quotes(shop, "2025-03-05", "2025-04-05", "2025-05-05")
    assert list(find_deviations(shop.project, [shop.folder], shop.quotes())) == []


def test_a_project_that_never_moved_says_no_month(shop: Shop) -> None:
    for month in range(3, 9):
        shop.commit(f"2025-{month:02}-05", files("'", number=30 + month))
    assert shop.said() == ["Strings are in single quotes"]


def test_a_new_part_with_a_way_of_its_own_moves_nobody(shop: Shop) -> None:
    shop.commit("2025-04-05", files('"', folder="new"))
    shop.commit("2025-05-05", files('"', folder="new", number=40))
    assert not any("moved" in said for said in shop.said())


def test_files_that_only_got_another_name_are_not_new(shop: Shop) -> None:
    for name in NAMES:
        (shop.folder / "lib").mkdir(exist_ok=True)
        shop.move(f"app/{name}.py", f"lib/{name}.py")
    shop.commit("2025-04-05", {"lib/g.py": strings('"', 5)})
    assert shop.said() == ["Strings are in single quotes"]


def test_a_project_that_went_back_says_nothing_of_it(shop: Shop) -> None:
    shop.commit("2025-04-02", files('"', number=30))
    shop.commit("2025-05-02", files("'", number=30))
    shop.commit("2025-07-02", files("'", number=40))
    assert not any("to double" in said for said in shop.said())


def test_tests_that_stay_as_they_are_are_not_spoken_for(shop: Shop) -> None:
    shop.commit("2025-02-20", files("'", folder="tests", number=60))
    grow_in_double_quotes(shop, "2025-03-05", "2025-04-05", "2025-05-05")
    (shop.folder / "tests/a.py").write_text(shop.text("tests/a.py") + "more = 'as here'\n")
    assert shop.marked() == []


def test_without_time_for_the_past_only_the_present_is_said(shop: Shop) -> None:
    shop.commit("2025-04-02", files('"', number=30))
    learned = learn_conventions(shop.project, past_seconds=1e-9)
    assert [sentence(each) for each in learned.conventions if each.kind == "quotes"] == ["Strings are in double quotes"]
