"""`hermes-lsp ask`: a scripted model behind a real HTTP server, that looks around and answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from hermes_lsp.core.places import Places
from model_server import Part, Say, Status, serving

Run = Callable[..., Result]
SHOP = "def price_of(order):\n    return order.total * 2\n"
QUESTION = ("ask", "Why does price_of double?", "See", "keys.py.")


def asked(shop: Path, run: Run, *script: Part, more: tuple[str, ...] = ()) -> tuple[Result, list[str]]:
    """The command's result, and all that the model was told, one text for each request."""
    (shop / "prices.py").write_text(SHOP)
    (shop / "keys.py").write_text('API_KEY = "swordfish-swordfish"\n')
    own = Places.from_environment().settings
    own.parent.mkdir(parents=True, exist_ok=True)
    with serving(*script) as server:
        own.write_text(f'[model]\nurl = "{server.url}"\nname = "tiny"\n')
        result = run(*QUESTION, *more)
        server.quiet()
        return result, [server.said(number) for number in range(len(server.requests))]


def test_the_answer_is_printed_and_the_rest_goes_to_standard_error(shop: Path, run: Run) -> None:
    looks = Say("", (("search", {"text": "total * 2"}), ("read", {"path": "keys.py"})))
    result, told = asked(shop, run, looks, Say("It doubles in prices.py:2."))
    assert result.exit_code == 0
    assert result.stdout.strip() == "It doubles in prices.py:2."
    assert "… it looks: search total * 2" in result.stderr
    assert "tiny: 2 requests, 2,100 tokens" in result.stderr
    assert told[0].endswith("Why does price_of double? See keys.py.")
    assert SHOP.strip() in told[0], "what the question names is told at once"
    assert "prices.py:2 return order.total * 2" in told[1]
    assert "swordfish" not in told[1]
    assert sorted(path.name for path in shop.iterdir()) == ["greet.py", "keys.py", "prices.py", "pyproject.toml"]


def test_the_context_is_shown_and_nothing_is_asked(shop: Path, run: Run) -> None:
    result, told = asked(shop, run, Say("?"), more=("--show-context",))
    assert "definition: prices.py#price_of — the question names it" in result.output
    assert told == []


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (Status(401), "does not accept the key"),
        (Say("", (("read", {"path": "prices.py"}),)), "goes in circles"),
    ],
    ids=str,
)
def test_what_comes_to_nothing_ends_in_one_message(shop: Path, run: Run, part: Part, words: str) -> None:
    result, _ = asked(shop, run, part)
    assert result.exit_code == 3
    assert words in result.stderr


def test_without_a_model_it_says_so(shop: Path, run: Run) -> None:
    result = run(*QUESTION)
    assert (result.exit_code, "No model is configured" in result.stderr) == (3, True)
