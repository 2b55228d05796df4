"""The prose of a skill, made from its episodes: for a person, and for a model. Deterministic.

Text that came from a repository or a checker is quoted as data: in fences longer than any in the text, or as code.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import unified_diff

from hermes_lsp.core.episode import Actor, Episode, Outcome
from hermes_lsp.core.evidence import Evidence
from hermes_lsp.core.example import Example
from hermes_lsp.core.markdown import code, cut, cut_lines, fence_for, on_one_line
from hermes_lsp.core.problem import REWRITE, ProblemKey

MAX_DIFF_LINES = 40
MAX_FAILURES = 10
MAX_MESSAGE = 160


def description(key: ProblemKey, language: str, message: str) -> str:
    """What it does, and when; the first 60 characters tell the most."""
    if key.source == REWRITE:
        return (
            f"Rewrites {language} code in a form that this project has moved on from ({key.code}). "
            f"Use when {language} code of that form is written or changed."
        )
    said = _one_line(message)
    what = f"Fixes {key} in {language}" + (f": {said}" if said else "")
    return f"{what}. Use when {key.source} reports {key.code or 'this'} in {language} code.".replace("..", ".")


def body(
    key: ProblemKey, examples: Sequence[Example], episodes: Sequence[tuple[int, Episode]], evidence: Evidence
) -> str:
    """The Markdown below the front matter of SKILL.md."""
    positive = sorted((e for e in examples if e.positive), key=lambda e: (len(e.before) + len(e.after), e.id))
    parts = [f"# {key}", "", "## When to use", "", f"{code(key.source)} reports {code(key.code or 'a problem')}"]
    if key.source == REWRITE:
        parts[-1] = "Code was edited like this again and again, in several commits, though no checker asked for it."
    elif messages := sorted({_one_line(example.problem.message) for example in examples if example.problem.message}):
        parts[-1] += ", such as:"
        parts += ["", *(f"- {code(message)}" for message in messages[:3])]
    if positive:
        parts += ["", "## What to do", "", *_diff(positive[0])]
    if failures := _failures(episodes):
        parts += ["", "## What was tried and failed", "", *failures]
    parts += ["", "## Evidence", "", f"{evidence.in_words().capitalize()}.", ""]
    parts += [f"- {'fix' if e.positive else 'not a fix'}: [{e.id}](examples/{e.id}.yml) {_where(e)}" for e in examples]
    return "\n".join(parts).rstrip() + "\n"


def _where(example: Example) -> str:
    return code(_one_line(example.source)) if example.source else ""


def _diff(example: Example) -> list[str]:
    lines = list(
        unified_diff(example.before.splitlines(), example.after.splitlines(), "before", "after", n=2, lineterm="")
    )[2:]
    lines = cut_lines(lines, MAX_DIFF_LINES)
    fence = fence_for(lines)
    return [f"{fence}diff", *(line for line in lines if not line.startswith("@@")), fence]


def _failures(episodes: Sequence[tuple[int, Episode]]) -> list[str]:
    words = {
        Outcome.REVERTED: "was applied and undone",
        Outcome.REJECTED: "was refused",
        Outcome.FAILED_CHECK: "did not pass the check",
    }
    said: dict[tuple[str, str, str], list[int]] = {}
    for seq, episode in episodes:
        if episode.outcome in words:
            who = {Actor.RECIPE: "A fix of ours", Actor.MODEL: "A model's fix"}.get(episode.attempt.actor, "A hand fix")
            said.setdefault((who, words[episode.outcome], _one_line(episode.reason)), []).append(seq)
    lines = [
        f"- {who} {what}{': ' + code(reason) if reason else ''} (journal {', '.join(f'#{seq}' for seq in seqs[-3:])})"
        for (who, what, reason), seqs in said.items()
    ]
    return lines[-MAX_FAILURES:]


def _one_line(text: str) -> str:
    return cut(on_one_line(re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]", " ", text)), MAX_MESSAGE)
