"""What the hot path asks: who answers, and in which order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from skill_samples import E711, make_skill  # type: ignore[import-not-found]

from hermes_lsp.core.evidence import Evidence, Tier
from hermes_lsp.core.problem import ProblemKey
from hermes_lsp.skills.catalogue import Catalogue
from hermes_lsp.skills.globs import matches
from hermes_lsp.skills.skill import Origin, Skill


def asked(
    *skills: Skill, path: str = "src/app.py", language: str = "python", symbols: tuple[str, ...] = ()
) -> list[str]:
    return [skill.name for skill in Catalogue.build(skills).for_problem(E711, language, path, symbols)]


def test_the_exact_key_then_files_then_symbols() -> None:
    by_key = make_skill("by-key")
    by_file = make_skill("by-file", keys=(), files=("src/*.py",), tier=Tier.PROVEN)
    by_symbol = make_skill("by-symbol", keys=(), symbols=("main",), tier=Tier.PROVEN)
    by_nothing = make_skill("by-nothing", keys=())
    assert asked(by_symbol, by_nothing, by_file, by_key, symbols=("App", "main")) == ["by-key", "by-file", "by-symbol"]
    assert asked(by_symbol, by_file, by_key, path="lib/app.py") == ["by-key"]


def test_the_most_specific_and_the_best_tier_come_first() -> None:
    skills = [
        make_skill("retired", tier=Tier.RETIRED, files=("src/**",)),
        make_skill("candidate", tier=Tier.CANDIDATE),
        make_skill("candidate-of-the-team", tier=Tier.CANDIDATE, origin=Origin.TEAM),
        make_skill("proven", tier=Tier.PROVEN),
        make_skill("trusted-strong", tier=Tier.TRUSTED, evidence=Evidence(learned=9)),
        make_skill("trusted-any-language", tier=Tier.TRUSTED, languages=(), evidence=Evidence(learned=8)),
        make_skill("trusted-weak", tier=Tier.TRUSTED, evidence=Evidence(learned=3)),
        make_skill("candidate-here", tier=Tier.CANDIDATE, files=("src/**",)),
        make_skill("candidate-about-main", tier=Tier.CANDIDATE, symbols=("main",)),
    ]
    assert asked(*skills, symbols=("main",)) == [
        "candidate-about-main",
        "candidate-here",
        "proven",
        "trusted-strong",
        "trusted-any-language",
        "trusted-weak",
        "candidate",
        "candidate-of-the-team",
        "retired",
    ]


def test_what_may_not_be_used_answers_nothing_and_is_still_listed() -> None:
    skills = [make_skill("apart", quarantined="broken"), make_skill("stranger", active=False)]
    assert asked(*skills) == []
    catalogue = Catalogue.build(skills)
    assert catalogue.skills == tuple(skills)
    assert catalogue.get("apart") is skills[0]


def test_other_languages_files_and_codes_are_left_alone() -> None:
    skill = make_skill(files=("src/**/*.py",))
    assert asked(skill) == ["fix-ruff-e711"]
    assert asked(skill, language="javascript") == []
    assert asked(skill, path="tests/test_app.py") == []
    assert Catalogue.build([skill]).for_problem(ProblemKey("ruff", "E712"), "python", "src/app.py") == ()


def test_a_change_takes_the_place_of_what_was() -> None:
    old = Catalogue.build([make_skill("a"), make_skill("b")])
    new = old.with_changed([make_skill("b", keys=(ProblemKey("ruff", "E712"),)), make_skill("c")], removed=["a"])
    assert [skill.name for skill in new.for_problem(E711, "python", "x.py")] == ["c"]
    assert [skill.name for skill in old.for_problem(E711, "python", "x.py")] == ["a", "b"]


def test_the_work_does_not_grow_with_the_number_of_skills(monkeypatch: pytest.MonkeyPatch) -> None:
    skills = [make_skill(f"s-{n}", keys=(ProblemKey("ruff", f"X{n}"),), files=("src/**",)) for n in range(10_000)]
    catalogue = Catalogue.build(skills)
    looked_at: list[str] = []

    def counted(patterns: tuple[str, ...], path: str) -> bool:
        looked_at.append(path)
        return True

    monkeypatch.setattr("hermes_lsp.skills.catalogue.matches_any", counted)
    assert len(catalogue.for_problem(ProblemKey("ruff", "X77"), "python", "src/app.py")) == 1
    assert len(looked_at) == 1


def test_paths_are_matched_once_for_skills_that_go_by_files_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = Catalogue.build([make_skill("by-file", keys=(), files=("src/**",))])
    first = catalogue.for_problem(E711, "python", "src/app.py")
    monkeypatch.setattr("hermes_lsp.skills.catalogue.matches_any", None)
    assert catalogue.for_problem(E711, "python", "src/app.py") == first != ()


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("*.py", "a/b/c.py", True),
        ("src/*.py", "src/a.py", True),
        ("src/*.py", "src/b/a.py", False),
        ("src/**/*.py", "src/a.py", True),
        ("src/**/*.py", "src/b/c/a.py", True),
        ("**/tests/**", "a/tests/b.py", True),
        ("**/tests/**", "a/tests", False),
        ("src/", "src/a/b.py", True),
        ("src/**", "src", False),
        ("/src/a.py", "src/a.py", True),
        ("src/[ab].py", "src/b.py", True),
        ("SRC/*.py", "src/a.py", False),
        ("", "a.py", False),
        ("**", "a/b.py", True),
    ],
)
def test_globs(pattern: str, path: str, expected: bool) -> None:
    assert matches(pattern, path) is expected


@given(st.text("*a/b?[]!", max_size=80), st.text("ab/", max_size=200))
def test_no_pattern_takes_for_ever(pattern: str, path: str) -> None:
    matches(pattern, path)  # the limit of the test run is the assertion


def test_a_pattern_made_to_take_exponential_time_does_not() -> None:
    assert not matches("**/*a*a*a*a*a*a*a*a*a*a*a*a*b/**/" * 8 + "x", "a" * 200 + ("/" + "a" * 200) * 40)
