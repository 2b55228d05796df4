"""`hermes-lsp refactor`, `write-docs`, `write-tests`, `generate`, and `explain --model`, with a scripted model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from hermes_lsp.core.places import Places
from model_server import ModelServer, Part, Say, Status, serving

pytestmark = pytest.mark.real_tools
Run = Callable[..., Result]
PRICES = "def price_of(order):\n    return order.total * 2\n\n\ndef main(order):\n    return price_of(order)\n"
DOCUMENTED = PRICES.replace("(order):\n", '(order):\n    """Twice the total."""\n', 1)


def block(old: str, new: str, path: str = "prices.py") -> str:
    return f"{path}\n<<<<<<< SEARCH\n{old}\n=======\n{new}\n>>>>>>> REPLACE\n"


DOCS = Say(f"I say what it does.\n{block('def price_of(order):', DOCUMENTED[: DOCUMENTED.index('    return')])}")
TESTS = Say("tests/test_prices.py\n<<<<<<< FILE\ndef test_price():\n    assert True\n>>>>>>> END\n")


def running(shop: Path, run: Run, *arguments: str, script: tuple[Part, ...]) -> tuple[Result, ModelServer]:
    """The result of a command in a shop, and what the model was asked."""
    (shop / "prices.py").write_text(PRICES)
    own = Places.from_environment().settings
    own.parent.mkdir(parents=True, exist_ok=True)
    with serving(*script) as server:
        own.write_text(f'[model]\nurl = "{server.url}"\nname = "tiny"\n')
        result = run(*arguments)
        server.quiet()
        return result, server


def test_the_change_is_printed_as_a_diff(shop: Path, run: Run) -> None:
    result, _ = running(shop, run, "write-docs", "prices.py:1", script=(DOCS,))
    assert result.exit_code == 1
    assert '+    """Twice the total."""\n' in result.stdout
    assert result.stdout.startswith("--- a/prices.py\n+++ b/prices.py\n")
    assert "I say what it does." in result.stderr
    assert "write docs for price_of, in prices.py (by tiny, checked by ruff)" in result.stderr
    assert "tiny: 1 request, 1,050 tokens" in result.stderr
    assert (shop / "prices.py").read_text() == PRICES


def test_the_change_is_applied(shop: Path, run: Run) -> None:
    result, _ = running(shop, run, "write-docs", "prices.py:2", "--apply", script=(DOCS,))
    assert result.exit_code == 0
    assert (shop / "prices.py").read_text() == DOCUMENTED


def test_a_new_file_is_a_diff_from_nothing_or_is_made(shop: Path, run: Run) -> None:
    result, _ = running(shop, run, "write-tests", "prices.py:1", script=(TESTS,))
    assert result.stdout.startswith("--- /dev/null\n+++ b/tests/test_prices.py\n")
    assert not (shop / "tests").exists()
    running(shop, run, "write-tests", "prices.py:1", "--apply", script=(TESTS,))
    assert (shop / "tests/test_prices.py").read_text() == "def test_price():\n    assert True\n"


def test_an_instruction_goes_along_with_the_lines(shop: Path, run: Run) -> None:
    answer = Say(block("    return order.total * 2", "    return 2 * order.total"))
    result, server = running(
        shop, run, "refactor", "prices.py:1-2", "the", "factor", "first", "--apply", script=(answer,)
    )
    assert result.exit_code == 0
    assert "2 * order.total" in (shop / "prices.py").read_text()
    assert "The developer says: the factor first" in server.said(0)
    assert "refactor: prices.py, lines 1 to 2 (price_of)" in server.said(0)


def test_code_is_generated_behind_a_line(shop: Path, run: Run) -> None:
    answer = Say(block("    return price_of(order)", "    return price_of(order)\n\n\ndef end():\n    return None"))
    result, server = running(shop, run, "generate", "prices.py:6", "an end", "--apply", script=(answer,))
    assert result.exit_code == 0
    assert (shop / "prices.py").read_text().endswith("def end():\n    return None\n")
    assert "wanted behind this beginning of line 6:     return price_of(order)" in server.said(0)


def test_the_context_is_shown_and_nothing_is_asked(shop: Path, run: Run) -> None:
    result, server = running(shop, run, "write-docs", "prices.py:1", "--show-context", script=(DOCS,))
    assert "task: prices.py, line 1 — it is what the developer wants" in result.output
    assert server.requests == []


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("write-docs", "prices.py"), 2, "is no file with the number of a line"),
        (("write-docs", "nowhere.py:1"), 2, "is no file with the number of a line"),
        (("write-docs", "prices.py:99"), 2, "prices.py has 7 lines"),
        (("refactor", "prices.py:1"), 2, "Missing argument"),
        (("write-docs", "prices.py:1"), 3, "does not accept the key"),
    ],
)
def test_what_comes_to_nothing_says_why(
    shop: Path, run: Run, arguments: tuple[str, ...], code: int, words: str
) -> None:
    result, _ = running(shop, run, *arguments, script=(Status(401),))
    assert (result.exit_code, words in result.output) == (code, True), result.output
    assert (shop / "prices.py").read_text() == PRICES


def test_an_explanation_is_told_in_sentences_that_rest_on_facts(shop: Path, run: Run) -> None:
    rests = "It is a function [1].\n`price_of()` is called by `main` [4]."
    said = f"{rests}\nIt flies to the moon.\nIt is called by `main` [3].\nIt calls `nothing` [1].\n[99] no."
    result, server = running(shop, run, "explain", "price_of", "--model", script=(Say(said),))
    assert result.exit_code == 0, result.output
    prose, _, facts = result.stdout.partition("\n\n")
    assert prose == rests
    assert facts.startswith("[1] A function, defined in prices.py:1")
    assert "`main`" in facts.splitlines()[1]
    assert "4 sentences without evidence were left out" in result.stderr
    assert "[1] A function, defined in prices.py:1" in server.said(0)


def test_an_explanation_that_rests_on_nothing_is_none(shop: Path, run: Run) -> None:
    result, _ = running(shop, run, "explain", "price_of", "--model", script=(Say("It flies.\nIt swims [77]."),))
    assert result.exit_code == 3
    assert "said nothing that rests on what is known" in result.output
