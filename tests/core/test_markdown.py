"""Code in Markdown, and texts that are cut."""

from __future__ import annotations

from hermes_lsp.core.markdown import code, cut, cut_lines, fence_for, on_one_line


def test_code_with_back_ticks_gets_more_of_them_around() -> None:
    assert code("a") == "`a`"
    assert code("a `b` c") == "`` a `b` c ``"
    assert code("``") == "``` `` ```"


def test_a_fence_is_longer_than_any_in_the_lines() -> None:
    assert fence_for(["a", "b"]) == "```"
    assert fence_for(["a", "````", "``"]) == "`````"
    assert fence_for(["````", "~~~"], "~") == "~~~~"


def test_what_is_cut_says_so_and_keeps_its_length() -> None:
    assert cut("abc", 3) == "abc"
    assert cut("abcd", 3) == "ab…"
    assert cut_lines(["a", "b"], 2) == ["a", "b"]
    assert cut_lines(["a", "b", "c"], 2) == ["a", "b", "…"]
    assert on_one_line(" a\n\tb  c ") == "a b c"
