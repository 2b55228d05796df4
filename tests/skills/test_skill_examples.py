"""Examples: readable, and the same texts to the byte after a round trip."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from skill_samples import make_example  # type: ignore[import-not-found]

from hermes_lsp.core.errors import SkillInvalid
from hermes_lsp.core.example import Example
from hermes_lsp.core.problem import Problem, ProblemKey, Severity
from hermes_lsp.core.text import Span
from hermes_lsp.skills.examples import dump_example, load_examples, parse_example

TEXT = st.text(
    st.one_of(st.sampled_from(" \t\n\r\\\"'#:-|é😀\x85\u2028\ufeff\x7f"), st.characters(exclude_categories=["Cs"])),
    max_size=60,
)


@st.composite
def examples(draw: st.DrawFn) -> Example:
    before = draw(TEXT | TEXT.map(lambda text: text.replace("\r", "").replace("\n", "\r\n")))
    start, end = sorted(draw(st.tuples(st.integers(0, len(before)), st.integers(0, len(before)))))
    span = Span(len(before[:start].encode()), len(before[:end].encode()))
    problem = Problem(
        ProblemKey(draw(TEXT), draw(TEXT)),
        draw(TEXT),
        span,
        draw(TEXT),
        draw(TEXT),
        draw(st.sampled_from(Severity)),
        tuple(draw(st.lists(TEXT, max_size=2))),
    )
    at = draw(st.none() | st.datetimes(timezones=st.just(UTC)))
    return Example("an-id", problem, before, draw(TEXT | st.just(before)), draw(st.booleans()), draw(TEXT), at)


@given(examples())
@settings(deadline=None, max_examples=500)
def test_what_is_written_is_read_back_to_the_byte(example: Example) -> None:
    assert parse_example(dump_example(example), "an-id") == example


def test_a_person_can_read_it() -> None:
    example = make_example(before="def f(x):\n\tif x == None:\n\t\treturn\n")
    assert dump_example(example) == (
        "outcome: positive\n"
        'source: "src/app.py, fixed by hand"\n'
        "language: python\n"
        "path: src/app.py\n"
        "problem:\n"
        "  source: ruff\n"
        "  code: E711\n"
        '  message: "Comparison to `None`"\n'
        '  start: "2:10"\n'
        '  end: "2:14"\n'
        "before: |\n"
        "  def f(x):\n"
        "  \tif x == None:\n"
        "  \t\treturn\n"
        "after: |\n"
        "  def f(x):\n"
        "  \tif x is None:\n"
        "  \t\treturn\n"
    )


def test_crlf_stays_readable() -> None:
    text = dump_example(make_example(before="a = 1\r\nif x == None: pass\r\n"))
    assert "line-ends: crlf\n" in text
    assert "before: |\n  a = 1\n  if x == None: pass\n" in text


def test_a_person_can_write_it() -> None:
    example = parse_example(
        "language: python\nproblem: {source: ruff, code: E711, start: 1:6}\nbefore: |\n  x == None\n", "mine"
    )
    assert example.before == example.after == "x == None\n"
    assert example.problem.span == Span(5, 5)
    assert example.positive


BROKEN = {
    "yaml": ("before: [", "line 2"),
    "no-problem": ("language: python\nbefore: x\n", "does not say its problem"),
    "no-text": ("language: python\nproblem: {source: ruff, start: 1:1}\n", "before is missing"),
    "outcome": ("outcome: maybe\nlanguage: x\nbefore: x\n", "neither positive nor negative"),
    "place": ("language: x\nproblem: {source: r, start: 0:1}\nbefore: x\n", "counted from 1"),
    "line": ("language: x\nproblem: {source: r, start: 7:1}\nbefore: x\n", "line 7"),
    "alias": ("before: &a x\nafter: *a\n", "aliases"),
    "time": ("language: x\nat: soon\nproblem: {source: r, start: 1:1}\nbefore: x\n", "soon"),
}


def test_one_broken_file_does_not_disturb_the_others(tmp_path: Path) -> None:
    good = make_example("good")
    (tmp_path / "good.yml").write_text(dump_example(good))
    for name, (text, _) in BROKEN.items():
        (tmp_path / f"{name}.yml").write_text(text)
    (tmp_path / "big.yml").write_bytes(b"x" * 1_000_001)
    (tmp_path / "binary.yml").write_bytes(b"\xff\xfe")
    (tmp_path / "link.yml").symlink_to("/etc/hostname")
    found, problems = load_examples(tmp_path)
    assert found == [good]
    said = dict(zip(sorted([*BROKEN, "big", "binary", "link"]), problems, strict=True))
    for name, (_, reason) in BROKEN.items():
        assert name in said[name]
        assert reason in said[name]
    assert "1,000,001 bytes" in said["big"]
    assert "not UTF-8" in said["binary"]
    assert "link that leads out" in said["link"]


@pytest.mark.parametrize("example_id", ["", "../up", "a/b", ".hidden", "x" * 101])
def test_an_id_is_a_file_name(example_id: str) -> None:
    with pytest.raises(SkillInvalid):
        dump_example(make_example(example_id))


def test_no_examples_is_no_problem(tmp_path: Path) -> None:
    assert load_examples(tmp_path / "missing") == ([], [])


def test_times_are_kept() -> None:
    at = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
    example = make_example()
    timed = Example(example.id, example.problem, example.before, example.after, at=at)
    assert parse_example(dump_example(timed), example.id).at == at
