"""Explaining a symbol in prose: a model tells what the page says, and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hermes_lsp.agent.asking import OnNote
from hermes_lsp.agent.conversation import OnText
from hermes_lsp.agent.endpoint import Endpoint
from hermes_lsp.agent.loop import Work
from hermes_lsp.agent.telling import Told, tell

from .attempting import record_cost, state_root
from .knowing.explanation import Explanation
from .knowing.explanation_page import as_page
from .knowing.facts import Link, counted
from .project import Project

MOST_FACTS = 80
_HEADING = re.compile(r"#+ (.+)")


@dataclass(frozen=True, slots=True)
class Prose:
    """An explanation in prose.

    Attributes:
        facts: What it was told from; the numbers in its sentences count them from 1.
    """

    title: str
    facts: tuple[str, ...]
    told: Told

    def as_page(self, model: str) -> str:
        """Markdown: the sentences, the facts that they cite, and what was left out."""
        lines = [f"# {self.title}", "", f"_Told by {model} from what this project knows._", ""]
        lines += ["\n".join(self.told.sentences), "", "## What it rests on", ""]
        lines += [f"- [{number}] {self.facts[number - 1]}" for number in sorted(self.told.cited)]
        if self.told.left_out:
            lines += ["", f"_{counted(self.told.left_out, 'sentence')} without evidence left out._"]
        return "\n".join(lines) + "\n"


async def tell_explanation(
    project: Project,
    explanation: Explanation,
    link: Link,
    endpoint: Endpoint,
    work: Work,
    *,
    on_text: OnText,
    on_note: OnNote,
) -> Prose:
    """Have an explanation told by the model.

    Args:
        link: How places are written in the page of the answer; the model sees them as ``path:line``.
        work: What it cost, however it ends.

    Raises:
        ModelError: if there is no answer, or none that rests on the facts.
    """
    title, shown = _facts(as_page(explanation, link))
    _, plain = _facts(as_page(explanation, str))
    try:
        told = await tell(title, plain, endpoint, state_root(project), work, on_text=on_text, on_note=on_note)
    finally:
        record_cost(project, "explain", work.usage, on_note)
    return Prose(title, tuple(shown), told)


def _facts(page: str) -> tuple[str, list[str]]:
    """The title of a page, and one fact for each of its lines, with the heading that it stands under."""
    title, heading, facts, fenced = "", "", list[str](), False
    for line in page.splitlines():
        words = line.strip().removeprefix("- ").removeprefix("> ")
        if words.startswith("```"):
            fenced = not fenced
        elif found := _HEADING.fullmatch(words):
            heading = found[1] if title else ""
            title = title or found[1]
        elif words:
            facts.append(f"Its form is `{words}`" if fenced else f"{heading}: {words}" if heading else words)
    return title, facts[:MOST_FACTS]
