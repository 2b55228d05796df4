"""`hermes-lsp commit-message`: repositories with habits of their own, and something staged."""

from __future__ import annotations

import json
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]
PRICES = "def total(lines):\n    return sum(lines)\n\n\n"
PRICES += "class Basket:\n    def add(self, line):\n        self.lines = [line]\n"


def git(folder: Path, *arguments: str, data: bytes | None = None) -> None:
    names = ["-c", "user.name=Ann", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *names, *arguments], cwd=folder, check=True, input=data, capture_output=True)


def with_history(folder: Path, commits: list[tuple[str, str]]) -> None:
    """A repository with a commit for each message and path, and ``src/prices.py`` in it."""
    stream, clock = "", 1_700_000_000
    for message, path in [*commits, (commits[-1][0], "src/prices.py")]:
        clock += 60
        who = f"Ann <a@b.c> {clock} +0000"
        text = PRICES if path == "src/prices.py" else f"{clock}\n"
        stream += (
            f"commit refs/heads/main\nauthor {who}\ncommitter {who}\ndata {len(message.encode())}\n{message}\n"
            f"M 100644 inline {path}\ndata {len(text)}\n{text}\n"
        )
    git(folder, "init", "-q", "-b", "main")
    git(folder, "fast-import", "--quiet", data=stream.encode())
    git(folder, "reset", "-q", "--hard", "main")


@pytest.fixture
def conventional(shop: Path) -> Path:
    history = []
    for number in range(40):
        history += [
            (f"fix(prices): keep price {number}", "src/prices/a.py"),
            (f"docs: tell of price {number}", "docs/a.md"),
            (f"ci: run step {number}", ".github/workflows/a.yml"),
        ]
    with_history(shop, history)
    return shop


@pytest.fixture
def plain(shop: Path) -> Path:
    with_history(
        shop, [(f"Mend the price {number}\n\nFixes #{number + 10}", f"src/a{number}.py") for number in range(60)]
    )
    return shop


def proposed(run: Run, folder: Path, **files: str | None) -> str:
    """The message for these files; ``__`` in a name is a slash and ``_`` before its end a dot; None deletes one."""
    for name, text in files.items():
        path = folder / ".".join(name.replace("__", "/").rsplit("_", 1))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink() if text is None else path.write_text(text)
    git(folder, "add", "-A", ".", ":!greet.py", ":!pyproject.toml")
    result = run("commit-message")
    assert result.exit_code == 0, result.stderr
    return result.stdout


def test_type_and_scope_are_those_of_such_files(conventional: Path, run: Run) -> None:
    (conventional / "docs").mkdir(exist_ok=True)
    assert proposed(run, conventional, docs__b_md="More\n").startswith("docs: ")
    git(conventional, "reset", "-q", "--hard")
    assert proposed(run, conventional, src__prices__a_py="x = 1\n").startswith("fix(prices): ")


def test_nothing_is_called_added_that_was_there_however_often_something_was(shop: Path, run: Run) -> None:
    with_history(shop, [(f"{'Mend' if n % 9 == 0 else 'Add'} price {n}", f"src/a{n}.py") for n in range(60)])
    message = proposed(run, shop, src__prices_py=PRICES.replace("sum(lines)", "sum(lines) + 1"))
    assert message == "Mend total in prices\n"


def test_new_names_are_added_and_lost_ones_removed(plain: Path, run: Run) -> None:
    more = PRICES + "\n\ndef tax(price):\n    return price\n"
    assert proposed(run, plain, src__prices_py=more) == "Add tax to prices\n"
    git(plain, "reset", "-q", "--hard")
    assert proposed(run, plain, src__prices_py=PRICES.partition("\n\n\n")[0] + "\n") == "Remove Basket from prices\n"
    git(plain, "reset", "-q", "--hard")
    assert proposed(run, plain, src__prices_py=None) == "Remove prices\n"
    git(plain, "reset", "-q", "--hard")
    changed = PRICES.replace("[line]", "[line, line]")
    assert proposed(run, plain, src__prices_py=changed) == "Mend add in prices\n", "the innermost, with the usual word"


def test_a_renamed_file_is_renamed(plain: Path, run: Run) -> None:
    git(plain, "mv", "src/prices.py", "src/costs.py")
    assert run("commit-message").stdout == "Rename prices to costs\n"


def test_the_issue_in_the_name_of_the_branch_is_referred_to_as_usual(plain: Path, run: Run) -> None:
    git(plain, "checkout", "-q", "-b", "issue-77-tax")
    more = PRICES + "\n\ndef tax(price):\n    return price\n"
    assert proposed(run, plain, src__prices_py=more) == "Add tax to prices\n\nFixes #77\n"


def test_tickets_and_sign_off_where_the_project_has_them(shop: Path, run: Run) -> None:
    with_history(
        shop,
        [(f"SHOP-{n}: mend price {n}\n\nSigned-off-by: Ann <a@b.c>", f"src/a{n}.py") for n in range(30)],
    )
    git(shop, "config", "user.name", "Bea")
    git(shop, "config", "user.email", "b@c.d")
    git(shop, "checkout", "-q", "-b", "feature/SHOP-99-tax")
    more = PRICES + "\n\ndef tax(price):\n    return price\n"
    assert proposed(run, shop, src__prices_py=more) == "SHOP-99: add tax to prices\n\nSigned-off-by: Bea <b@c.d>\n"


def test_a_long_list_gives_way_to_the_place(plain: Path, run: Run) -> None:
    many = PRICES + "".join(f"\n\ndef a_function_of_its_own_{n}():\n    pass\n" for n in range(9))
    assert proposed(run, plain, src__prices_py=many) == "Add prices\n"
    three = PRICES + "".join(f"\n\ndef a_long_name_{n}():\n    pass\n" for n in range(3))
    assert proposed(run, plain, src__prices_py=three) == "Add a_long_name_0, a_long_name_1 and 1 more\n"


def test_what_was_learned_can_be_read_and_overruled(conventional: Path, run: Run) -> None:
    (conventional / "docs" / "b.md").write_text("More\n")
    git(conventional, "add", "docs")
    told = json.loads(run("commit-message", "--json").stdout)
    file = Path(told["learned"]["file"])
    learned = tomllib.loads(file.read_text())
    assert (learned["form"]["prefixed"], learned["form"]["capital"]) == (True, False)
    assert set(learned["prefixes"]) == {"fix:", "docs:", "ci:"}
    mine = '[yours]\nprefix = "doc: "\ncapital = true\nfull-stop = true\nlongest = "far"\n'
    file.write_text(file.read_text().partition("\n[yours]")[0] + "\n" + mine)
    result = run("commit-message", "--why")
    assert result.stdout.startswith("doc: ")
    assert result.stdout[5].isupper()
    assert result.stdout.endswith(".\n")
    assert "your own rule" in result.stderr
    assert "yours.longest = 'far' is not known" in result.stderr
    assert file.read_text().endswith(mine)


def test_the_first_commit_of_all(shop: Path, run: Run) -> None:
    git(shop, "init", "-q")
    git(shop, "add", "greet.py")
    assert run("commit-message").stdout == "Add greet\n"


def test_nothing_staged_and_no_repository(shop: Path, run: Run) -> None:
    assert run("commit-message").exit_code == 3
    git(shop, "init", "-q")
    result = run("commit-message")
    assert result.exit_code == 3
    assert "Nothing is staged" in result.stderr
