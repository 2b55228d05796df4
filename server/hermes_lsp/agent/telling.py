"""What is known of a symbol, told in prose by a model: from numbered facts alone, and every sentence with its evidence.

A sentence that cites no fact, or one that is not there, or names code that its facts do not name, is left out: what is
left of an answer may read the facts badly, but is not invented.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from hermes_lsp.core.errors import NoRightEdit

from .asking import OnNote, ask
from .context import Piece, fitted
from .conversation import Conversation, OnText, Turn
from .endpoint import Endpoint
from .loop import DATA_RULE, Work
from .spending import check_budget

RULES = f"""\
You tell a developer what is known of a symbol of their code base: what it is for, how it is used, and what to mind, \
in two to ten sentences. You are given numbered facts. Say only what they say. Write one sentence on each line, and \
end each with the numbers of the facts that it rests on, such as [2] or [1, 4]. Write no headings and no lists.

{DATA_RULE}"""

_CITED = re.compile(r"\[(\d+(?:\s*,\s*\d+)*)\]")
_CODE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Told:
    """Prose.

    Attributes:
        sentences: Those that rest on facts.
        cited: The numbers of the facts that they cite, in order; from 1.
        left_out: Sentences that rested on nothing.
    """

    sentences: tuple[str, ...]
    cited: tuple[int, ...]
    left_out: int


async def tell(
    title: str, facts: Sequence[str], endpoint: Endpoint, root: Path, work: Work, *, on_text: OnText, on_note: OnNote
) -> Told:
    """Have facts told.

    Args:
        title: What they are about.
        facts: In the order of their numbers, which begin with 1.
        root: The state root, for the budget.
        on_text: Told each sentence that rests on facts, with a line end, as soon as it is complete.

    Raises:
        NoRightEdit: if no sentence rests on facts.
        ModelError: if there is no answer.
    """
    text = "\n".join(f"[{number}] {fact}" for number, fact in enumerate(facts, 1))
    context = fitted([Piece("facts", title, text, "they are what is known", needed=True)], 0)
    conversation = Conversation(RULES, (Turn(ours=True, text=context.text),))
    await asyncio.to_thread(check_budget, root, endpoint.settings, work.usage, conversation.size)
    sieve = Sieve(title, facts, on_text)
    answer = await ask(endpoint, conversation, on_text=sieve.hear, on_note=on_note, on_usage=work.count)
    told = Sieve(title, facts, lambda text: None).whole(
        answer.text
    )  # what was streamed may have begun anew after a fault
    sieve.end()
    if not told.sentences:
        raise NoRightEdit("The model said nothing that rests on what is known", kept="The facts are as before")
    return told


class Sieve:
    """Lets the sentences through that rest on facts, one a line, as they come."""

    def __init__(self, title: str, facts: Sequence[str], on_text: Callable[[str], None]) -> None:
        self._title = title
        self._facts = facts
        self._on_text = on_text
        self._rest = ""
        self._sentences: list[str] = []
        self._cited: dict[int, None] = {}
        self._left_out = 0

    def hear(self, piece: str) -> None:
        """Take a piece of the answer."""
        *lines, self._rest = (self._rest + piece).split("\n")
        for line in lines:
            self._line(line)

    def end(self) -> None:
        """There is no more."""
        self.hear("\n")

    def whole(self, text: str) -> Told:
        """All of an answer at once."""
        self.hear(text)
        self.end()
        return Told(tuple(self._sentences), tuple(self._cited), self._left_out)

    def _line(self, line: str) -> None:
        sentence = line.strip().lstrip("-*• ")
        if not sentence:
            return
        numbers = [int(number) for found in _CITED.findall(sentence) for number in found.split(",")]
        known = all(1 <= number <= len(self._facts) for number in numbers)
        told = "\n".join([self._title, *(self._facts[number - 1] for number in numbers)]) if known else ""
        named = all(name.strip("()") in told for name in _CODE.findall(sentence))
        if not (numbers and known and named):
            self._left_out += 1
            return
        self._sentences.append(sentence)
        self._cited.update(dict.fromkeys(sorted(numbers)))
        self._on_text(sentence + "\n")
