"""Reading changelogs, tying entries to commits, and putting new ones in without touching what is there."""

from __future__ import annotations

import datetime
import gzip
import json
from pathlib import Path

import pytest

from hermes_lsp.core.errors import RowInvalid
from hermes_lsp.workflows.changelog import evaluation
from hermes_lsp.workflows.changelog.alignment import align
from hermes_lsp.workflows.changelog.commits import Commit
from hermes_lsp.workflows.changelog.features import features_of
from hermes_lsp.workflows.changelog.inserting import Section, inserted, insertions
from hermes_lsp.workflows.changelog.judging import GroupJudge, MentionJudge, teach
from hermes_lsp.workflows.changelog.page import Entry, find_page, parse_page
from hermes_lsp.workflows.changelog.wording import Wording, entry_lines, entry_text, learn_wording

MARKDOWN = """\
# Changelog

## [Unreleased]

### Fixed

- Keep the order of lines. (#12)

## [1.1.0] - 2026-01-15

### Added

- Say the price of
  all lines. (#10)
  - and of each
- Count what is there.

### Fixed

- Do not fail on an empty basket. (#9)

## [1.0.0] - 2025-12-01

First release.
"""
RST = """\
Changes
=======

Version 2.1.0
-------------

Released 2026-01-15

-   Say the price of all lines, which was
    asked for by many. :pr:`10`
-   Count what is there. :issue:`8`

Version 2.0.0
-------------

Released 2025-12-01

-   Begin.
"""
TODAY = datetime.date(2026, 3, 4)


def put(text: str, version: str, groups: dict[str, list[str]], name: str = "CHANGELOG.md") -> str:
    """The page with new entries, each in its group."""
    page = parse_page(name, text)
    bullet = page.releases[0].entries[0].indent + page.releases[0].entries[0].bullet if page.releases else "- "
    order = ("Added", "Changed", "Fixed")
    return inserted(page, insertions(page, Section(version, TODAY, groups), Wording(bullet=bullet), order))


def test_releases_groups_and_entries_of_a_markdown_page() -> None:
    page = parse_page("CHANGELOG.md", MARKDOWN)
    assert [release.version for release in page.releases] == ["", "1.1.0", "1.0.0"]
    entries = page.releases[1].entries
    assert [(entry.group, entry.text) for entry in entries] == [
        ("Added", "Say the price of all lines. (#10) - and of each"),
        ("Added", "Count what is there."),
        ("Fixed", "Do not fail on an empty basket. (#9)"),
    ]


def test_releases_and_entries_of_a_restructured_page() -> None:
    page = parse_page("CHANGES.rst", RST)
    assert [release.version for release in page.releases] == ["2.1.0", "2.0.0"]
    assert page.releases[0].entries[0].text == "Say the price of all lines, which was asked for by many. :pr:`10`"


def test_a_section_below_whose_version_stands_that_it_is_to_come() -> None:
    page = parse_page("CHANGES.rst", RST.replace("Released 2026-01-15", "Unreleased"))
    assert [(release.version, release.coming) for release in page.releases] == [("", "2.1.0"), ("2.0.0", "")]
    assert page.release("2.1.0") is page.release("") is page.releases[0]


def test_the_page_with_releases_is_found_and_not_the_one_that_points_to_it(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "NEWS").write_text("See docs/changelog.rst.\n")
    (tmp_path / "docs" / "changelog.rst").write_text(RST)
    assert find_page(tmp_path) == "docs/changelog.rst"
    assert find_page(tmp_path / "docs") == "changelog.rst"
    (tmp_path / "docs" / "changelog.rst").unlink()
    (tmp_path / "NEWS").unlink()
    assert find_page(tmp_path) is None


@pytest.mark.parametrize(
    ("entry", "subject", "body"),
    [
        ("Price of all lines (#10)", "Say the price (#10)", ""),
        ("Price of all lines. {issue}`7` {pr}`10`", "Merge pull request #10 from a/b", "Say the price"),
        ("Price of all lines. :pr:`10`", "Merge pull request #10 from a/b", "Say the price"),
        ("Price of all lines [#10](https://example.com/a/b/pull/10)", "Say the price (#10)", ""),
        ("Price of all lines (#7)", "Say the price", "Closes #7."),
        ("[`abcdef1`](https://example.com/commit/abcdef1) Price", "Say the price", ""),
        ("Prices of all lines can be said", "Say prices of all the lines", ""),
    ],
)
def test_an_entry_and_its_commit(entry: str, subject: str, body: str) -> None:
    commits = [
        Commit("f" * 40, "Update the build"),
        Commit("abcdef1" + "0" * 33, subject, body, merge=subject.startswith("Merge")),
    ]
    assert align([entry, "Something else entirely is new"], commits) == [(1,), ()]


def test_what_a_subject_says() -> None:
    commit = Commit("a" * 40, "fix(api)!: keep the order (fixes #12) (#34)", "Refs #56")
    assert (commit.type, commit.scope, commit.breaking, commit.pull) == ("fix", "api", True, 34)
    assert (commit.title, commit.issues) == ("keep the order", (12, 56))
    assert Commit("a" * 40, "Fix: keep the order").type == "fix"
    assert Commit("a" * 40, "🐛 keep the order").title == "keep the order"
    assert Commit("a" * 40, "Keep the order: it matters").type == "", "two words before a colon are no type"


def test_an_entry_goes_to_its_group_and_the_rest_stays() -> None:
    after = put(MARKDOWN, "", {"Fixed": ["Count twice."], "Added": ["Say more."]})
    assert "(#12)\n- Count twice.\n\n## [1.1.0]" in after
    assert "## [Unreleased]\n\n### Added\n\n- Say more.\n\n### Fixed\n" in after
    kept = iter(after.split("\n"))
    assert all(line in kept for line in MARKDOWN.split("\n")), "every line is still there, in its order"


def test_a_new_release_gets_a_heading_like_the_others() -> None:
    after = put(
        MARKDOWN.replace("## [Unreleased]\n\n### Fixed\n\n- Keep the order of lines. (#12)\n\n", ""),
        "1.2.0",
        {"Fixed": ["No."]},
    )
    assert "# Changelog\n\n## [1.2.0] - 2026-03-04\n\n### Fixed\n\n- No.\n\n## [1.1.0] - 2026-01-15\n" in after
    restructured = put(RST, "2.10.0", {"": ["No."]}, "CHANGES.rst")
    assert (
        "\nVersion 2.10.0\n--------------\n\nReleased 2026-03-04\n\n-   No.\n\nVersion 2.1.0\n-------------\n"
        in restructured
    )


@pytest.mark.parametrize(
    ("heading", "new"),
    [
        ("## 1.1.0 (6th December, 2024)", "## 1.2.0 (6th December, 2024)"),
        ("## 1.1.0 (December 6th, 2024)", "## 1.2.0 (March 4th, 2026)"),
        ("## v1.1.0 - June 9, 2019", "## v1.2.0 - March 4, 2026"),
        ("## [1.1.0](https://example.com/compare/1.0...1.1.0)", "## [1.2.0](https://example.com/compare/1.0...1.2.0)"),
    ],
)
def test_dates_are_written_as_the_page_has_them(heading: str, new: str) -> None:
    assert new in put(f"# Changes\n\n{heading}\n\n- One\n", "1.2.0", {"": ["Two"]})


def test_a_page_that_has_nothing_yet_begins_like_keep_a_changelog() -> None:
    assert put("# Changelog\n", "", {"Added": ["One"]}) == "# Changelog\n\n## Unreleased\n\n### Added\n\n- One\n"


def test_line_ends_and_empty_lines_between_entries_are_kept() -> None:
    loose = "# C\r\n\r\n## 1.0.0\r\n\r\n- One\r\n\r\n- Two\r\n\r\n## 0.9.0\r\n"
    assert put(loose, "1.0.0", {"": ["Three"]}) == loose.replace("- Two\r\n", "- Two\r\n\r\n- Three\r\n")


def test_the_words_around_entries_are_learned() -> None:
    commits = [Commit(f"{n:040}", f"fix {what} (#{n})", author="Ann Other") for n, what in ((101, "a"), (102, "b"))]
    text = "# C\n\n## 1.0.0\n\n" + "".join(
        f"* Fixed {what} by [#{n}](https://e.com/pull/{n}), thanks to Ann Other.\n"
        for n, what in ((101, "a"), (102, "b"))
    )
    page = parse_page("C.md", text)
    entries = page.releases[0].entries
    lines = [(entry, page.lines[entry.row : entry.end]) for entry in entries]
    wording = learn_wording(list(zip(entries, commits, strict=True)), lines, newest_first=False)
    new = Commit("9" * 40, "fix the rest (#103)", author="Bea Third")
    assert entry_lines(entry_text(new, wording), wording) == [
        "* Fixed the rest by [#103](https://e.com/pull/103), thanks to Bea Third."
    ]
    assert entry_text(Commit("9" * 40, "add more"), wording) == "Add more", "what cannot be filled is left out"


def test_names_in_a_title_keep_their_case() -> None:
    wording = Wording(capital=True)
    assert entry_text(Commit("a" * 40, "pathlib.Path works"), wording) == "pathlib.Path works"
    assert entry_text(Commit("a" * 40, "paths work"), wording) == "Paths work"


def history(count: int) -> list[Commit]:
    """Releases of a project that mentions what it changes in src/, and calls what begins with "stop" fixes."""
    made = []
    for number in range(count):
        verb = ("stop losing", "allow", "tidy")[number % 3]
        folder = "tests" if verb == "tidy" else "src"
        made.append(Commit(f"{number:040}", f"{verb} thing{number}", files=(("M", f"{folder}/a.py"),)))
    return made


def test_what_is_mentioned_and_where_is_learned_from_releases() -> None:
    mention, group = MentionJudge(), GroupJudge()
    for start in range(0, 90, 15):
        commits = history(90)[start : start + 15]
        labels = [not commit.subject.startswith("tidy") for commit in commits]
        groups = ["Bugs" if commit.subject.startswith("stop") else "News" for commit in commits]
        teach(mention, group, commits, labels, groups)
    news = [
        Commit("a" * 40, "stop hanging", files=(("M", "src/b.py"),)),
        Commit("b" * 40, "tidy up", files=(("M", "tests/b.py"),)),
    ]
    first, second = features_of(news)
    assert mention.judge(first).mentioned
    assert not mention.judge(second).mentioned
    assert "only in tests/" in mention.judge(second).because
    assert group.judge(first) == "Bugs"
    assert group.judge(first, among=["News"]) == "News"


def test_before_any_lesson_the_usual_types_decide() -> None:
    mention = MentionJudge()
    subjects = ("feat: say more", "fix: say less", "chore: bump", "ci: run twice", "fix!: break")
    told = [mention.judge(one).mentioned for one in features_of([Commit("a" * 40, subject) for subject in subjects])]
    assert told == [True, True, False, False, True]


def test_measured_release_by_release_without_seeing_later_ones(tmp_path: Path) -> None:
    rows = []
    for number in range(8):
        commits = history(96)[number * 12 : number * 12 + 12]
        wanted = [commit for commit in commits if not commit.subject.startswith("tidy")]
        lines = "".join(f"- {commit.subject} ({commit.sha})\n" for commit in wanted)
        rows.append(
            {
                "repo": "a/b",
                "version": f"1.{number}.0",
                "tag": f"1.{number}.0",
                "prev_tag": f"1.{number - 1}.0",
                "date": f"2026-0{number + 1}-01",
                "commits": [{"sha": c.sha, "subject": c.subject, "body": "", "merge": False} for c in commits],
                "section": f"## 1.{number}.0\n\n### News\n\n{lines}",
                "entries": [{"category": "News", "commits": [commit.sha]} for commit in wanted],
            }
        )
    path = tmp_path / "a+b.jsonl.gz"
    with gzip.open(path, "wt") as file:
        file.writelines(json.dumps(row) + "\n" for row in reversed(rows))
    measured = list(evaluation.measure(evaluation.read_rows(path)))
    assert [one.version for one in measured] == [row["version"] for row in rows]
    assert measured[0].right < measured[0].wanted or measured[0].found > measured[0].wanted, "nothing is known at first"
    assert (measured[-1].found, measured[-1].right) == (measured[-1].wanted, measured[-1].wanted)
    figures = evaluation.report(measured)
    assert figures["all"]["f1"] > figures["all"]["f1_all_commits"]
    path.write_bytes(gzip.compress(b'{"repo": "a/b"}\n'))
    with pytest.raises(RowInvalid, match="line 1"):
        evaluation.read_rows(path)


def commit(subject: str, body: str = "") -> Commit:
    return Commit("9" * 40, subject, body)


def test_roles_in_braces_are_references_and_not_our_own_holes() -> None:
    pairs = [
        (
            Entry(f"Say thing {n}. {{issue}}`{n}` {{pr}}`{n + 50}`", "", 0, 1),
            commit(f"Say thing {n} (#{n + 50})", f"Fixes #{n}"),
        )
        for n in range(1, 9)
    ]
    wording = learn_wording(pairs, [], newest_first=False)
    assert entry_text(commit("Count (#99)", "Fixes #70"), wording) == "Count. {issue}`70` {pr}`99`"


def test_the_scope_stands_before_an_entry_where_the_project_has_it_so() -> None:
    pairs = [
        (Entry(f"**{scope}:** say thing {n} (#{n})", "", 0, 1), commit(f"fix({scope}): say thing {n} (#{n})"))
        for n, scope in enumerate(("http", "types", "http", "core"), 1)
    ]
    pairs += [(Entry(f"say thing {n} (#{n})", "", 0, 1), commit(f"fix: say thing {n} (#{n})")) for n in range(5, 11)]
    wording = learn_wording(pairs, [], newest_first=False)
    assert entry_text(commit("fix(utils): count (#99)"), wording) == "**utils:** count (#99)"
    assert entry_text(commit("fix: count (#99)"), wording) == "count (#99)"


def test_a_feature_stands_with_the_features_however_few_these_have_been() -> None:
    judge = GroupJudge()
    fixes = [commit(f"fix: thing {n}") for n in range(40)]
    feature = commit("feat: another thing")
    judge.learn([*((one, "Bug Fixes") for one in features_of(fixes)), (features_of([feature])[0], "Features")])
    assert judge.judge(features_of([commit("feat: thing to count")])[0]) == "Features"
