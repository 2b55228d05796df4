"""Triage: a report, and the files, symbols and earlier fixes that it is likely about."""

from __future__ import annotations

import json
import os
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from hermes_lsp.core.errors import RowInvalid, WorkspaceError
from hermes_lsp.core.places import Places
from hermes_lsp.git.commits import pasts_of
from hermes_lsp.learning.journal import Journal
from hermes_lsp.workflows.project import Project, load_project
from hermes_lsp.workflows.triage.answering import Triaged, triage
from hermes_lsp.workflows.triage.chronicle import Chronicle
from hermes_lsp.workflows.triage.clues import Paths, clues_in, without_frames
from hermes_lsp.workflows.triage.database import FILE
from hermes_lsp.workflows.triage.evidence import Question, evidence
from hermes_lsp.workflows.triage.measuring import BASELINE, NO_PAST, TRIAGE, gain, measure, read_cases
from hermes_lsp.workflows.triage.passages import Passages
from hermes_lsp.workflows.triage.shelf import Shelf
from hermes_lsp.workflows.triage.words import stem, words

FILES = {
    "shop/cart.py": "class Cart:\n    def total(self):\n        return sum(item.price for item in self.items)\n",
    "shop/mail.py": "def send_receipt(order):\n    smtp.send(order.customer)\n",
    "shop/taxes.py": "def vat(amount):\n    return amount * RATE\n",
    "tests/test_mail.py": "def test_send_receipt_when_the_smtp_server_is_down():\n    send_receipt(order)\n",
    "notes.json": '{"send_receipt": 1}',
}


class Repository:
    """Commits are a day apart, by the names that are given."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._day = 0
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str, author: str = "ann") -> str:
        date = f"{1_600_000_000 + 86_400 * self._day} +0000"
        who = {f"GIT_{role}_{what}": author for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        environ = {**os.environ, **who, "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
        done = subprocess.run(
            ["git", *arguments], cwd=self.folder, env=environ, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    def commit(self, message: str, files: dict[str, str], author: str = "ann") -> str:
        self._day += 1
        for name, text in files.items():
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_text(text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message, author=author)
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    (tmp_path / "shop").mkdir()
    made = Repository(tmp_path / "shop")
    made.commit("Start", FILES)
    return made


@pytest.fixture
def project(repository: Repository, tmp_path: Path) -> Project:
    return load_project(repository.folder, places=Places(tmp_path / "state"))


def paths_of(found: Triaged) -> list[str]:
    return [each.path for each in found.files]


def test_a_report_leads_to_the_code_and_not_to_its_test(project: Project) -> None:
    found = triage(project, "send_receipt fails when the SMTP server is down")
    assert paths_of(found)[:2] == ["shop/mail.py", "tests/test_mail.py"]
    assert found.files[0].symbols == ("send_receipt",)
    assert "has smtp" in found.files[0].reasons[0] or "send_receipt" in found.files[0].reasons[0]
    assert (found.owners, found.partial) == ((("ann", 1),), "")


def test_a_frame_of_a_stack_trace_names_file_and_function(project: Project) -> None:
    trace = (
        'Traceback (most recent call last):\n  File "/srv/app/shop/cart.py", line 99, in total\nTypeError: no price\n'
    )
    first = triage(project, trace).files[0]
    assert (first.path, first.symbols[0]) == ("shop/cart.py", "Cart.total")
    assert first.reasons[0].startswith("the report names it")


def test_an_earlier_fix_of_the_same_thing_leads_to_its_files(repository: Repository, project: Project) -> None:
    repository.commit(
        "Round the invoice to whole cents", {"shop/taxes.py": FILES["shop/taxes.py"] + "\n\nX = 1\n"}, "bob"
    )
    found = triage(project, "an invoice is off by some cents")
    assert paths_of(found) == ["shop/taxes.py"]
    assert found.similar[0].subject == "Round the invoice to whole cents"
    assert "an earlier commit with similar words" in " ".join(found.files[0].reasons)
    assert "bob" in dict(found.owners)


def test_later_questions_know_what_was_committed_and_deleted(repository: Repository, project: Project) -> None:
    triage(project, "anything")
    (repository.folder / "shop" / "mail.py").unlink()
    repository.commit("Post instead", {"shop/post.py": "def send_receipt(order):\n    print(order)\n"})
    assert paths_of(triage(project, "send_receipt"))[0] == "shop/post.py"
    assert "shop/mail.py" not in paths_of(triage(project, "smtp send_receipt"))


def test_a_past_that_was_rewritten_is_read_again(repository: Repository, project: Project) -> None:
    repository.commit("Gone soon", {"shop/gone.py": "def send_pigeon():\n    pass\n"})
    assert paths_of(triage(project, "send_pigeon")) != []
    repository.git("reset", "--quiet", "--hard", "HEAD~1")
    repository.git("reflog", "expire", "--expire=now", "--all")
    repository.git("gc", "--quiet", "--prune=now")
    assert "shop/gone.py" not in paths_of(triage(project, "send_pigeon"))


def test_reading_is_bounded_and_goes_on(project: Project) -> None:
    first = triage(project, "send_receipt", seconds=0)
    assert first.partial == "4 files are not read yet; the next question goes on"
    assert triage(project, "send_receipt").partial == ""


def test_what_is_broken_is_made_again(project: Project) -> None:
    triage(project, "send_receipt")
    (project.places.index / FILE).write_bytes(b"not a database" * 100)
    assert paths_of(triage(project, "send_receipt"))[0] == "shop/mail.py"


def test_failures_are_said_in_words(project: Project, tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="empty"):
        triage(project, "  \n")
    (tmp_path / "plain").mkdir()
    with pytest.raises(WorkspaceError, match="git"):
        triage(load_project(tmp_path / "plain", places=Places(tmp_path / "state")), "send_receipt")


def test_names_are_read_whole_and_in_parts() -> None:
    assert list(words("getHTTPResponse in send_receipt2")) == [
        "gethttpresponse", "http", "response", "send_receipt2", "send", "receipt",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("report", "path", "line"),
    [
        ("    at total (/srv/web/cart.js:7:3)", "web/cart.js", 7),
        ("cart.go:12 +0x1d", "cmd/cart.go", 12),
        (r"C:\work\web\cart.js broke", "web/cart.js", 0),
        ("shop.cart.Cart.total raises", "shop/cart.py", 0),
    ],
)
def test_files_are_named_in_many_ways(report: str, path: str, line: int) -> None:
    (clue,) = clues_in(report, Paths.of(["web/cart.js", "cmd/cart.go", "shop/cart.py", "shop/__init__.py"]))
    assert (clue.path, clue.line) == (path, line)


def test_a_name_that_several_files_have_names_none() -> None:
    assert clues_in("see util.py", Paths.of(["a/util.py", "b/util.py"])) == []


def test_the_frame_that_is_last_is_the_surest() -> None:
    trace = '  File "/x/shop/a.py", line 1, in f\n  File "/x/shop/b.py", line 2, in g\n'
    assert [clue.path for clue in clues_in(trace, Paths.of(["shop/a.py", "shop/b.py"]))] == ["shop/b.py", "shop/a.py"]
    assert without_frames(trace).split() == ["a.py", "f", "b.py", "g"]


def test_real_fixes_are_measured_without_a_look_at_the_future(repository: Repository, tmp_path: Path) -> None:
    base = repository.git("rev-parse", "HEAD")
    fix = repository.commit("zebra zebra zebra", {"shop/taxes.py": "def vat(zebra):\n    return zebra\n"})
    rows = [
        {"instance_id": "a", "repo": "o/shop", "report": "zebra, and the smtp send_receipt fails", "base_commit": base,
         "base_date": "2020-09-14T12:26:40+00:00", "fixed_files": ["shop/mail.py"]},
        {"instance_id": "b", "repo": "o/other", "report": "x", "base_commit": base,
         "base_date": "2020-09-14T12:26:40+00:00", "fixed_files": ["shop/mail.py"]},
    ]  # fmt: skip
    file = tmp_path / "rows.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    cases = read_cases(file, "o/shop")
    told = measure(repository.folder, cases)
    assert (told["cases"], told["rankings"][TRIAGE]["top1"]) == (1, 1.0)
    assert told["rankings"][BASELINE]["map"] <= 1.0
    assert told["rankings"][NO_PAST]["map"] == 1.0
    assert gain(told["precisions"])[0] >= 0
    commit = {"sha": fix, "parent": base, "date": "2020-09-15T12:26:40+00:00", "changelog_text": "", "subject": "vat"}
    file.write_text(json.dumps({**commit, "body": "", "src_files": [{"path": "shop/taxes.py"}]}) + "\n")
    assert measure(repository.folder, read_cases(file))["rankings"][TRIAGE]["top1"] == 1.0
    file.write_text('{"report": 1}\n')
    with pytest.raises(RowInvalid, match="no report with its fix"):
        read_cases(file)


def test_a_report_that_tells_of_the_same_as_an_earlier_one_says_so(project: Project) -> None:
    first = "Receipt lost\n\nsend_receipt does nothing when the smtp server of the customer order is down"
    again = "No mail\n\nThe smtp server is down and send_receipt of an order loses the customer"
    other = "Wrong vat\n\nvat of an amount ignores RATE since the total of the cart items changed price"
    assert triage(project, first).duplicates == ()
    assert triage(project, other).duplicates == ()
    (found,) = triage(project, again).duplicates
    assert (found.title, found.share >= 0.4) == ("Receipt lost", True)
    assert {"customer", "receipt"} <= set(found.words)
    assert [each.title for each in triage(project, first).duplicates] == ["No mail"], "never the very same text"


def test_labels_are_what_like_commits_say_that_they_are_about(repository: Repository, project: Project) -> None:
    assert triage(project, "vat of taxes is wrong").labels == ()
    for number in range(3):
        text = f"def vat(amount):\n    return amount * {number}\n"
        repository.commit(f"fix(taxes): vat of amounts, case {number}", {"shop/taxes.py": text})
    repository.commit("docs: tell of carts", {"notes.json": "{}"})
    assert dict(triage(project, "vat of taxes is wrong").labels) == {"fix": 3, "taxes": 3}


def test_what_is_kept_of_a_report_holds_no_secret(project: Project) -> None:
    token = "ghp_0123456789abcdefghijABCDEFGHIJ012345"
    triage(project, f"send_receipt fails with {token} for the smtp customer order")
    with Journal.open(project.places.journal) as journal:
        (note,) = journal.notes(kind="report")
    assert "ghp_" not in note.body and "send_receipt" in note.body


def test_words_in_other_forms_are_the_same(repository: Repository, project: Project) -> None:
    repository.commit("Add pages", {"shop/page.py": "def go(browser):\n    browser.redirect('/cart')\n"})
    first = triage(project, "the browser is redirecting twice").files[0]
    assert (first.path, first.reasons[0]) == ("shop/page.py", "has browser, redirecting")
    assert {stem(word) for word in ("redirect", "redirects", "redirected", "redirecting")} == {"redirect"}


def test_a_file_that_was_moved_inherits_what_was_fixed_in_it(repository: Repository, project: Project) -> None:
    repository.commit("Round the invoice to whole cents", {"shop/taxes.py": "def vat(amount):\n    return amount\n"})
    (repository.folder / "src").mkdir()
    repository.git("mv", "shop", "src/shop")
    repository.commit("Move all", {})
    found = triage(project, "an invoice is off by some cents").files[0]
    assert found.path == "src/shop/taxes.py"
    assert "“Round the invoice to whole cents”" in found.reasons[-1]


def test_what_is_called_by_its_name_leads_to_where_it_is_defined(repository: Repository, project: Project) -> None:
    calls = "".join(f"send_receipt({number})\n" for number in range(40))
    repository.commit("Call it", {"shop/nightly.py": calls})
    first = triage(project, "`send_receipt` loses mails").files[0]
    assert (first.path, first.reasons[0]) == ("shop/mail.py", "defines send_receipt")


def test_words_that_stand_together_count_more_than_words_all_over_a_long_file() -> None:
    passages = Passages("the smtp server refuses the receipt", {"smtp": 2, "server": 2, "refus": 2, "receipt": 2}, 9)
    together, all_of_it = passages.best("a.py", "smtp.server.refuses(receipt)\n" + "x = 1\n" * 300)
    apart, as_much = passages.best("b.py", ("x = 1\n" * 90).join(("smtp\n", "server\n", "refuses\n", "receipt\n")))
    assert together > 3 * apart
    assert all_of_it == as_much == pytest.approx(1.0)


def test_the_shares_of_all_files_are_one(project: Project) -> None:
    found = triage(project, "send_receipt of the cart and its vat", most=100)
    assert sum(each.score for each in found.files) == pytest.approx(1.0, abs=0.01)
    assert [each.score for each in found.files] == sorted((each.score for each in found.files), reverse=True)


def test_an_earlier_part_of_the_same_fix_is_not_known(repository: Repository) -> None:
    repository.commit("Round the invoice, for #12", {"shop/taxes.py": "def vat(amount):\n    return amount\n"})
    repository.commit("Tell of the invoice, for #13", {"shop/taxes.py": "def vat(amount):\n    return 1\n"})
    with closing(Shelf.open(None)) as shelf:
        Chronicle(shelf.db).add(pasts_of(repository.folder, "HEAD"))
        paths = Paths.of(FILES)
        all_of_it = evidence(shelf, Question("the invoice of #12 is off", 2_000_000_000), paths)[1]
        rest = evidence(shelf, Question("the invoice of #12 is off", 2_000_000_000, frozenset({"12"})), paths)[1]
    assert {each.subject[-3:] for each in all_of_it} == {"#12", "#13"}
    assert {each.subject[-3:] for each in rest} == {"#13"}


def test_a_fix_that_is_made_again_for_another_release_is_not_asked_about(
    repository: Repository, tmp_path: Path
) -> None:
    base = repository.commit("Round the invoice of the cart to cents", {"shop/taxes.py": "def vat():\n    pass\n"})
    file = tmp_path / "rows.jsonl"
    row = {"sha": "f" * 40, "parent": base, "date": "2024-01-01T00:00:00+00:00", "changelog_text": "", "body": ""}
    subject = "Round the invoice of the cart to whole cents"
    file.write_text(json.dumps({**row, "subject": subject, "src_files": [{"path": "shop/taxes.py"}]}) + "\n")
    told = measure(repository.folder, read_cases(file))
    assert (told["cases"], told["skipped"]) == (0, ["ffffffffffff: was fixed before in the same words"])
