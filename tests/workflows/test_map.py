"""The map of a project: components, what they need, circles, layers, hot spots, beginnings, and where to add what."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from hermes_lsp.core.errors import WorkspaceError
from hermes_lsp.core.places import Places
from hermes_lsp.workflows.map.components import MOST, components_of
from hermes_lsp.workflows.map.facts import Map, Size
from hermes_lsp.workflows.map.mapping import map_of
from hermes_lsp.workflows.map.markdown import map_markdown
from hermes_lsp.workflows.map.order import circles, closing, layers
from hermes_lsp.workflows.map.page import page
from hermes_lsp.workflows.map.where import where_to_add
from hermes_lsp.workflows.project import Project, load_project

SHOP = {
    "pyproject.toml": '[project.scripts]\nshop = "shop.web.app:main"\n',
    "shop/web/app.py": "from shop.core import cart\nfrom shop.store.rows import save\n\n\ndef main():\n    save()\n",
    "shop/core/__init__.py": "",
    "shop/core/cart.py": "def total(items):\n    if items:\n        return sum(items)\n    return 0\n",
    "shop/store/rows.py": "from shop.core.cart import total\n\n\ndef save(cart):\n    return total(cart)\n",
    "tests/test_cart.py": "from shop.core.cart import total\n",
    "docs/conf.py": "name = 1\n",
}
Make = Callable[[Mapping[str, str]], Project]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """A project with these files, without a history."""

    def made(files: Mapping[str, str]) -> Project:
        for name, text in files.items():
            path = tmp_path / "work" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return load_project(tmp_path / "work", places=Places(tmp_path / "state"))

    return made


def commit(project: Project, message: str, day: int) -> None:
    assert project.folder is not None
    date = f"{1_700_000_000 + 86_400 * day} +0000"
    who = {f"GIT_{role}_{what}": "ann" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environ = {**os.environ, **who, "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
    for arguments in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", message]):
        subprocess.run(["git", *arguments], cwd=project.folder, env=environ, check=True, capture_output=True)


def needs(shown: Map) -> dict[tuple[str, str], int]:
    return {(each.source, each.target): each.count for each in shown.dependencies}


def test_folders_are_components_and_imports_tie_them(make: Make) -> None:
    shown = map_of(make(SHOP))
    assert {component.name for component in shown.components} == {"shop/web/", "shop/core/", "shop/store/"}
    assert needs(shown) == {
        ("shop/web/", "shop/core/"): 1,
        ("shop/web/", "shop/store/"): 1,
        ("shop/store/", "shop/core/"): 1,
    }
    assert shown.layers == (("shop/web/",), ("shop/store/",), ("shop/core/",))
    assert (shown.cycles, shown.apart, shown.partial) == ((), (), "")
    assert shown.left_out == (("documents, examples and tools", 1), ("tests", 1))
    (link,) = next(each for each in shown.dependencies if each.source == "shop/store/").strongest
    assert (link.source, link.line, link.name, link.target) == ("shop/store/rows.py", 1, "total", "shop/core/cart.py")


def test_a_module_that_is_taken_from_its_package_is_what_is_needed(make: Make) -> None:
    links = [link for each in map_of(make(SHOP)).dependencies for link in each.strongest]
    assert ("shop/web/app.py", "shop/core/cart.py") in {(link.source, link.target) for link in links}


def test_a_cycle_names_the_weakest_import_that_closes_it(make: Make) -> None:
    back = "from shop.web.app import main\n" + SHOP["shop/core/cart.py"]
    more = "from shop.core.cart import total\n\nfrom shop.core import cart\nfrom shop.core.cart import total as t\n"
    shown = map_of(make({**SHOP, "shop/core/cart.py": back, "shop/web/app.py": more + "\n\ndef main():\n    pass\n"}))
    (cycle,) = shown.cycles
    assert cycle.components == ("shop/core/", "shop/web/")
    (closing_one,) = cycle.closing
    assert (closing_one.source, closing_one.target, closing_one.closes) == ("shop/core/", "shop/web/", True)
    assert closing_one.strongest[0].line == 1
    assert shown.layers == (("shop/store/", "shop/web/"), ("shop/core/",))


def test_where_imports_name_no_files_uses_are_counted(make: Make) -> None:
    shown = map_of(
        make(
            {
                "a/Cart.cs": "namespace A { public class Cart { public int Total() { return 1; } } }\n",
                "b/Till.cs": "namespace B { class Till { int Pay() { return new Cart().Total(); } } }\n",
                "c/Rest.cs": "namespace C { class Rest { } }\n",
            }
        )
    )
    assert shown.by_use == ("csharp",)
    assert needs(shown)["b/", "a/"] >= 1
    assert shown.apart == ("c/",)


def test_classes_that_are_loaded_by_their_name_are_tied_where_one_file_alone_defines_them(make: Make) -> None:
    shown = map_of(
        make(
            {
                "lib/cart.php": "<?php\nclass cart {\n  static function total() { return 1; }\n}\n",
                "web/page.php": "<?php\necho cart::total();\n",
                "old/page.php": "<?php\necho twice::total();\n",
                "a/twice.php": "<?php\nclass twice {\n}\n",
                "b/twice.php": "<?php\nclass twice {\n}\n",
            }
        )
    )
    assert needs(shown).keys() == {("web/", "lib/")}
    assert shown.by_use == ("php",)


def test_packages_that_are_folders_are_tied_by_use(make: Make) -> None:
    shown = map_of(
        make(
            {
                "go.mod": "module ex.org/shop\n",
                "cmd/main.go": 'package main\n\nimport "ex.org/shop/cart"\n\nfunc main() { cart.Total() }\n',
                "cart/cart.go": "package cart\n\nfunc Total() int { return 1 }\n",
                "mail/mail.go": "package mail\n\nfunc Send() {}\n",
            }
        )
    )
    assert needs(shown) == {("cmd/", "cart/"): 1}
    assert [(entry.path, entry.line, entry.why) for entry in shown.entries] == [("cmd/main.go", 5, "main()")]


def test_what_is_changed_often_and_not_simple_is_hot(make: Make) -> None:
    project = make(SHOP)
    commit(project, "Start", 0)
    for day in range(1, 4):
        make({"shop/core/cart.py": SHOP["shop/core/cart.py"] + f"\n\nX = {day}\n"})
        commit(project, "Change", day)
    shown = map_of(project)
    hottest = shown.hot_spots[0]
    assert (hottest.path, hottest.heat, hottest.commits, hottest.branches) == ("shop/core/cart.py", 1.0, 4, 1)
    assert shown.history == ""
    assert map_of(project) == shown


def test_without_a_history_the_map_says_why_nothing_is_hot(make: Make) -> None:
    shown = map_of(make(SHOP))
    assert shown.hot_spots == ()
    assert "lies in no git repository" in shown.history
    assert shown.history in map_markdown(shown)


def test_programs_begin_where_manifests_and_files_say(make: Make) -> None:
    shown = map_of(
        make(
            {
                **SHOP,
                "setup.cfg": "[options.entry_points]\nconsole_scripts =\n    old = shop.store.rows:save\n",
                "package.json": '{"name": "@shop/cli", "bin": {"shop": "./cli.js", "built": "dist/x.js"}}',
                "cli.js": "console.log(1)\n",
                "run.py": 'import shop.core.cart\n\nif __name__ == "__main__":\n    pass\n',
                "tool": "#!/usr/bin/env python3\nprint(1)\n",
            }
        )
    )
    assert {entry.path: (entry.line, entry.why) for entry in shown.entries} == {
        "shop/web/app.py": (5, "the program shop of pyproject.toml"),
        "shop/store/rows.py": (4, "the program old of setup.cfg"),
        "cli.js": (0, "the program shop of package.json"),
        "package.json": (0, "the program built of package.json"),
        "run.py": (3, 'if __name__ == "__main__":'),
        "tool": (1, "#!/usr/bin/env python3"),
    }


def test_what_nothing_needs_is_a_beginning(make: Make) -> None:
    shown = map_of(make({name: text for name, text in SHOP.items() if name != "pyproject.toml"}))
    assert [(entry.path, entry.why) for entry in shown.entries] == [
        ("shop/web/app.py", "nothing needs it; it needs 2 files")
    ]


def test_a_part_of_the_workspace_is_a_map_too(make: Make) -> None:
    shown = map_of(make(SHOP), "shop/core")
    assert {path for component in shown.components for path in component.files} == {
        "shop/core/__init__.py",
        "shop/core/cart.py",
    }
    with_tests = map_of(make(SHOP), everything=True)
    assert ("tests/", "shop/") in needs(with_tests)
    assert with_tests.left_out == ()
    assert map_of(make(SHOP), "tests").components[0].files == ("tests/test_cart.py",)
    with pytest.raises(WorkspaceError, match="no code below nowhere"):
        map_of(make(SHOP), "nowhere")


def test_a_partial_index_makes_a_partial_map(make: Make) -> None:
    map_of(make(SHOP))
    project = make({"shop/core/cart.py": "def total(items):\n    return 1\n"})
    shown = map_of(project, seconds=0)
    assert "time was up" in shown.partial
    assert "Partial: time was up" in map_markdown(shown)
    assert "Partial: time was up" in page(shown)


def test_with_no_time_at_all_the_map_is_not_empty_but_refused(make: Make) -> None:
    with pytest.raises(WorkspaceError, match="No file was read yet: time was up"):
        map_of(make(SHOP), seconds=0)


def test_where_something_goes_is_told_by_names_and_by_earlier_commits(make: Make) -> None:
    project = make(SHOP)
    commit(project, "Start", 0)
    make({"shop/store/rows.py": SHOP["shop/store/rows.py"] + "\n\nX = 1\n"})
    commit(project, "Write coupons to disk", 1)
    found = where_to_add(project, map_of(project), "coupons when a cart is saved")
    assert found.places[0].path == "shop/store/rows.py"
    assert found.components[0] == ("shop/store/", 1.0)
    assert found.similar[0].subject == "Write coupons to disk"
    assert "total (line 1)" in where_to_add(project, map_of(project), "the total of a cart").places[0].named
    assert "tests/test_cart.py" not in {place.path for place in found.places}
    with pytest.raises(WorkspaceError, match="no words"):
        where_to_add(project, map_of(project), " ")


def test_what_comes_from_the_repository_is_escaped(make: Make) -> None:
    shown = map_of(make({"a&b/x.py": "import c.y\n", "c/y.py": "d = 1\n", "<i>|`/z.py": "import c.y\n"}))
    assert "<i>" not in page(shown)
    assert "a&amp;b/x.py" in page(shown)
    told = map_markdown(shown)
    assert "<i>|" not in told.partition("## Components")[0]
    assert "<i>\\|" in told


def sizes(*named: tuple[str, int]) -> list[Size]:
    return [Size(path, "python", lines) for path, lines in named]


def test_large_folders_are_taken_apart_and_small_ones_are_not() -> None:
    found, _ = components_of(sizes(("a/b/x.py", 900), ("a/c/y.py", 800), ("d/p.py", 10), ("d/q.py", 10), ("e.py", 5)))
    assert [component.name for component in found] == ["a/b/", "a/c/", "d/", "e.py"]


def test_of_very_many_folders_the_largest_are_shown_and_the_others_told_apart_for_cycles() -> None:
    found, fine = components_of(sizes(*((f"packages/p{number:02}/x.py", 100 + number) for number in range(50))))
    assert len(found) == MOST
    (rest,) = [component for component in found if component.name == "packages/**"]
    assert len(rest.files) == 31
    assert len(fine) == 50


def test_the_order_leaves_the_weakest_dependency_against_it() -> None:
    weights = {("a", "b"): 9, ("b", "c"): 5, ("c", "a"): 1, ("d", "a"): 2}
    assert circles("abcd", weights) == [("a", "b", "c")]
    against = closing(("a", "b", "c"), weights)
    assert against == {("c", "a")}
    assert layers("abcd", weights.keys() - against) == [["d"], ["a"], ["b"], ["c"]]
