"""What is said between us and a model, as plain data; the two wire formats are made from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

BYTES_PER_TOKEN = 4
"""A rough measure for code and English, where a server does not count."""

OnText = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool that a model may call.

    Attributes:
        schema: JSON Schema of its arguments.
    """

    name: str
    description: str
    schema: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ToolCall:
    """One call that a model asks for.

    Attributes:
        arguments: As the model wrote them; ``None`` where they were not a JSON object.
    """

    id: str
    name: str
    arguments: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What a tool said, for the call of this id."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn: ours (``text``, or ``results`` of tools) or the model's (``text`` and ``calls``)."""

    ours: bool
    text: str = ""
    calls: tuple[ToolCall, ...] = ()
    results: tuple[ToolResult, ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """A form that a final answer must have, where the server can hold the model to one.

    Attributes:
        schema: JSON Schema of it.
        told: What is added to the rules.
        otherwise: The same for a server that cannot do that: the form to be kept by will alone.
    """

    name: str
    description: str
    schema: dict[str, Any]
    told: str
    otherwise: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """All that is sent with one request.

    Attributes:
        rules: What the model is asked to do, apart from all data.
        longest: Tokens that the answer may have.
        shape: What an answer must look like; None for prose.
        held: The server is asked to hold the model to the shape.
    """

    rules: str
    turns: tuple[Turn, ...]
    tools: tuple[Tool, ...] = ()
    longest: int = 4_096
    shape: Shape | None = None
    held: bool = False

    def then(self, *turns: Turn) -> Conversation:
        return replace(self, turns=(*self.turns, *turns))

    @property
    def told(self) -> str:
        """The rules with what they say of the form."""
        if self.shape is None:
            return self.rules
        return f"{self.rules}\n\n{self.shape.told if self.held else self.shape.otherwise}"

    @property
    def size(self) -> int:
        """Tokens, estimated."""
        texts = [self.told, str(self.shape.schema) if self.shape is not None and self.held else ""]
        for turn in self.turns:
            texts += [turn.text, *(str(call.arguments) for call in turn.calls), *(r.text for r in turn.results)]
        texts += [f"{tool.description}{tool.schema}" for tool in self.tools]
        return sum(map(tokens_in, texts))


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one or more requests.

    Attributes:
        estimated: The server did not count, or not all of it.
    """

    sent: int = 0
    answered: int = 0
    requests: int = 0
    estimated: bool = False

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.sent + other.sent,
            self.answered + other.answered,
            self.requests + other.requests,
            self.estimated or other.estimated,
        )

    @property
    def tokens(self) -> int:
        return self.sent + self.answered


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer.

    Attributes:
        cut: The model stopped at the limit on its length.
    """

    text: str
    calls: tuple[ToolCall, ...] = ()
    usage: Usage = field(default_factory=Usage)
    cut: bool = False

    def as_turn(self) -> Turn:
        return Turn(ours=False, text=self.text, calls=self.calls)


def tokens_in(text: str) -> int:
    """Tokens of a text, estimated."""
    return -(-len(text.encode("utf-8", "replace")) // BYTES_PER_TOKEN)
