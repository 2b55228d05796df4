"""What the checkers say of offers that are not what the project did.

A checker is a weak judge of a fix: it is content with more than one, also with some that a person would refuse. So its
word makes no offer right. It only tells those that mend the problem otherwise from those that do not mend it, or break
something.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

from hermes_lsp.checks.checker import CheckTarget
from hermes_lsp.checks.many import run_checker_on_many
from hermes_lsp.checks.verify import against_text, judge_answers
from hermes_lsp.core.errors import CheckerError
from hermes_lsp.core.example import Example
from hermes_lsp.core.problem import Problem
from hermes_lsp.core.text import utf8

from ..difference import edits_of, hunks_between
from ..history.mining import Rules

UNSEEN = "no checker reports the problem in the part of the file that is looked at"


class Offered(NamedTuple):
    """The text that an offer for an example's problem leads to, in UTF-8."""

    example: Example
    text: bytes


_Answers: TypeAlias = dict[tuple[str, bytes], dict[str, list[Problem]]]


def held_against_checkers(rules: Rules, offers: Iterable[Offered]) -> dict[Offered, str]:
    """What speaks against each offer, in words; empty where its problem is gone and no other one came.

    What is not known speaks against it: a checker that gives no answer, or that does not see the problem.
    """
    asked = tuple(dict.fromkeys(offers))
    answers = asyncio.run(_answers(rules, asked))
    return {offer: _against(answers, offer) for offer in asked}


async def _answers(rules: Rules, offers: Sequence[Offered]) -> _Answers:
    """By path and text, what each checker said that gave an answer."""
    texts: dict[tuple[str, bytes], str] = {}
    for example, text in offers:
        for source in (utf8(example.before), text):
            texts[example.problem.path, source] = example.problem.language
    answers: _Answers = {mark: {} for mark in texts}
    for found in rules.checkers:
        mine = [mark for mark, language in texts.items() if language in found.checker.languages]
        targets = [CheckTarget(rules.folder / path, texts[path, s], s, rules.folder) for path, s in mine]
        told = await run_checker_on_many(found, targets, timeout=rules.timeout)
        for mark, answer in zip(mine, told, strict=True):
            if not isinstance(answer, CheckerError):
                answers[mark][found.checker.name] = answer
    return answers


def _against(answers: _Answers, offer: Offered) -> str:
    problem, before = offer.example.problem, utf8(offer.example.before)
    if said := against_text(problem.language, before, offer.text):
        return said[0]
    edits = edits_of(hunks_between(before, offer.text), offer.text)
    then, now = answers[problem.path, before], answers[problem.path, offer.text]
    found = judge_answers(problem, edits, offer.text, then, now)
    if found.reasons:
        return found.reasons[0]
    return "" if found.confirmed_by else UNSEEN
