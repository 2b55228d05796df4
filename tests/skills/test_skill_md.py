"""SKILL.md: what we write is what the format's reference validator reads, and what we read back."""

from __future__ import annotations

import string
from pathlib import Path

import pytest
import skills_ref
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from skill_samples import make_skill  # type: ignore[import-not-found]

from hermes_lsp.core.errors import SkillInvalid
from hermes_lsp.core.evidence import Evidence, Tier
from hermes_lsp.core.problem import ProblemKey
from hermes_lsp.skills.skill import Skill, is_skill_name, skill_name
from hermes_lsp.skills.skill_md import parse_skill_md, render_skill_md

TEXT = st.text(
    st.one_of(st.sampled_from(" \t\n\"'\\#:-|%/,[]{}é😀\x85\u2028\ufeff"), st.characters(exclude_categories=["Cs"]))
)
WORD = TEXT.map(str.strip).filter(bool)
KEYS = st.builds(ProblemKey, WORD, TEXT.map(str.strip))
# strictyaml forbids what YAML calls not printable, even when it is escaped nowhere but in our text.
SKILLS = st.builds(
    Skill,
    name=st.just("fix-it"),
    description=WORD.filter(lambda text: len(text) <= 1024),
    body=st.text(string.printable.replace("\r", "")).map(lambda text: text.strip("\n")),
    keys=st.lists(KEYS, max_size=3).map(tuple),
    languages=st.lists(WORD, max_size=2).map(tuple),
    files=st.lists(WORD, max_size=2).map(tuple),
    symbols=st.lists(WORD, max_size=2).map(tuple),
    tier=st.sampled_from(Tier),
    evidence=st.builds(Evidence, *[st.integers(0, 999)] * 6),
    quarantined=st.just("") | WORD,
    metadata=st.dictionaries(st.sampled_from(["author", "x: y", "no", "---"]), TEXT),
    properties=st.dictionaries(st.sampled_from(["license", "allowed-tools"]), TEXT),
)


@given(SKILLS)
@settings(deadline=None, max_examples=300)
def test_what_is_written_is_read_back(skill: Skill) -> None:
    assert parse_skill_md(render_skill_md(skill), skill.name) == skill


@given(skill=SKILLS)
@example(skill=make_skill("fix-it", description='--- a: "b" #c --- [d]'))
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_reference_validator_accepts_what_is_written(tmp_path: Path, skill: Skill) -> None:
    folder = tmp_path / skill.name
    folder.mkdir(exist_ok=True)
    (folder / "SKILL.md").write_bytes(render_skill_md(skill).encode())
    assert skills_ref.validate(folder) == []


def test_facts_of_others_are_kept() -> None:
    text = """---
name: fix-it
description: It fixes it
license: MIT
homepage: somewhere
metadata:
  author: Ada
  hermes-lsp-tier: trusted
  hermes-lsp-from-the-future: "1"
---
Body
"""
    skill = parse_skill_md(text, "fix-it")
    assert skill.tier is Tier.TRUSTED
    assert skill.properties == {"license": "MIT"}
    assert skill.metadata == {"homepage": "somewhere", "author": "Ada", "hermes-lsp-from-the-future": "1"}
    again = parse_skill_md(render_skill_md(skill), "fix-it")
    assert again == skill


def test_what_an_editor_on_windows_saves_is_read() -> None:
    assert (
        parse_skill_md("\ufeff---\r\nname: fix-it\r\ndescription: Yes\r\n---\r\n\r\nBody\r\n", "fix-it").body == "Body"
    )


BOMB = "---\nname: fix-it\ndescription: x\nmetadata:\n  a: &a [x, x]\n  b: &b [*a, *a]\n---\n"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("# no front matter", "three hyphens"),
        ("---\nname: fix-it\n", "not closed"),
        ("---\nname: [fix\n---\n", "line "),
        ("---\nname: fix-it\nname: fix-it\ndescription: x\n---\n", "said twice"),
        ("---\nname: other\ndescription: x\n---\n", "must be equal"),
        ("---\nname: fix-it\n---\n", "no description"),
        (f"---\nname: fix-it\ndescription: {'x' * 1025}\n---\n", "1,025 characters"),
        ("---\nname: fix-it\ndescription: x\nmetadata:\n  hermes-lsp-version: '9'\n---\n", "version '9'"),
        ("---\nname: fix-it\ndescription: x\nmetadata:\n  hermes-lsp-tier: best\n---\n", "tier 'best'"),
        ("---\nname: fix-it\ndescription: x\nmetadata:\n  hermes-lsp-evidence: learned=many\n---\n", "learned=many"),
        ("---\nname: !!python/object/apply:os.system [id]\n---\n", "tags"),
        (BOMB, "line 5: anchors and aliases"),
        ("---\nname: fix-it\ndescription: x\nmetadata: " + "[" * 50 + "]" * 50 + "\n---\n", "levels deep"),
    ],
)
def test_what_is_wrong_is_said(text: str, reason: str) -> None:
    with pytest.raises(SkillInvalid, match=r".") as caught:
        parse_skill_md(text, "fix-it")
    assert reason in str(caught.value)


@pytest.mark.parametrize("description", ["", " ", "x" * 1025])
def test_a_description_that_the_format_forbids_is_not_written(description: str) -> None:
    with pytest.raises(SkillInvalid):
        render_skill_md(make_skill(description=description))


@pytest.mark.parametrize(
    ("key", "language", "name"),
    [
        (("ruff", "E711"), "python", "fix-ruff-e711"),
        (("eslint", "no-unused-vars"), "javascript", "fix-eslint-no-unused-vars"),
        (("eslint", "no-unused-vars"), "typescript", "fix-eslint-no-unused-vars-in-typescript"),
        (("shellcheck", "SC2086"), "shellscript", "fix-shellcheck-sc2086"),
    ],
)
def test_names_tell_what_is_fixed(key: tuple[str, str], language: str, name: str) -> None:
    assert skill_name(ProblemKey(*key), language) == name


PART = st.text("aE7-_/ ä", max_size=6) | st.text(max_size=80)
NAMED = st.tuples(st.builds(ProblemKey, PART, PART), st.sampled_from(["python", "c", "c++", "typescript", ""]))


@given(st.lists(NAMED, unique=True, max_size=20))
@example([(ProblemKey("a", "b-c"), "c"), (ProblemKey("a-b", "c"), "c"), (ProblemKey("a", "b_c"), "c")])
@example([(ProblemKey("ruff", "E711"), "python"), (ProblemKey("ruff", "e711"), "python")])
@example([(ProblemKey("eslint", "x-in-c"), "javascript"), (ProblemKey("eslint", "x"), "c")])
def test_names_are_valid_and_never_the_same(named: list[tuple[ProblemKey, str]]) -> None:
    names = [skill_name(key, language) for key, language in named]
    assert all(is_skill_name(name) for name in names)
    assert len(set(names)) == len(names)
