"""What happens here about skills that are not ours to write: built-in ones, the project's, those of another name.

A fix by hand that such a skill would have made exactly speaks for it; one that differs from what it offers speaks
against it, and is learned in a private skill of its own. What speaks for and against is recorded beside the skill,
which is made anew from the journal each time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from hermes_lsp.core.episode import Actor, Episode, Outcome
from hermes_lsp.core.errors import RecipeInvalid
from hermes_lsp.core.evidence import TIERS, TRUSTED_FROM, Evidence, Tier
from hermes_lsp.core.problem import ProblemKey
from hermes_lsp.recipes.recipe import RecipeBook
from hermes_lsp.skills.globs import matches_any
from hermes_lsp.skills.library import Library
from hermes_lsp.skills.scanning import read_folder
from hermes_lsp.skills.skill import RECIPE_FILE, Skill

from .examples import example_of
from .journal import Journal
from .judge import DOUBTFUL, OUTVOTED_BY, evidence_of, is_lesson, posterior_of, tier
from .trying import Answer, answer_of

MAX_LESSONS = 200
"""Of more fixes by hand only the newest are asked for their opinion."""


@dataclass(frozen=True, slots=True)
class Voucher:
    """A skill of somebody else that answers a kind of problem, with its recipes."""

    skill: Skill
    book: RecipeBook

    def opinion(self, seq: int, episode: Episode) -> Answer:
        """What it would have offered there, beside what was done."""
        if self.skill.files and not matches_any(self.skill.files, episode.problem.path):
            return Answer.NOTHING
        return answer_of(self.book, example_of(seq, episode), bold=False)


def vouchers(key: ProblemKey, language: str, skills: Iterable[Skill], own: str) -> list[Voucher]:
    """The usable skills for a kind of problem but the one named ``own``, those that are retired included."""
    found = []
    for skill in skills:
        speaks = key in skill.keys and (not skill.languages or language in skill.languages)
        if speaks and skill.name != own and skill.usable and (book := book_of(skill)) is not None:
            found.append(Voucher(skill, book))
    return found


def is_known(seq: int, episode: Episode, others: Sequence[Voucher]) -> bool:
    """A living skill of somebody else would have made exactly this fix."""
    return any(other.opinion(seq, episode) is Answer.SAME for other in others if other.skill.tier is not Tier.RETIRED)


def is_outvoted(against: int, beside: int) -> bool:
    """So few fixes that differ are a slip, beside so many that agree."""
    return beside >= OUTVOTED_BY * against


def record(skill: Skill, library: Library, journal: Journal) -> str:
    """Record the evidence about the skill beside it; a sentence where it was believed more before.

    Raises:
        JournalError: if the journal cannot be read.
        WorkspaceError: if the disk refuses.
    """
    offers = [episode for _, episode in journal.episodes(skill=skill.name)]
    agreed, differing = _lessons(skill, journal)
    evidence, found = evidence_of(offers, skill.name), posterior_of(offers, skill.name)
    against = 0 if is_outvoted(differing, agreed + evidence.kept) else differing
    # Somebody vouched for it: that counts like three fixes, so that a single undo does not retire it.
    alpha, beta = found.alpha + agreed + TRUSTED_FROM, found.beta + against
    evidence += Evidence(learned=agreed)
    said = read_folder(skill.folder, skill.origin).skill.tier if skill.folder else skill.tier
    if alpha / (alpha + beta) < DOUBTFUL:
        level = Tier.RETIRED
    elif evidence.failures or against:
        level = Tier.CANDIDATE
    else:
        earned = tier(evidence, found) if evidence.support >= TRUSTED_FROM else said
        level = max(said, earned, key=TIERS.index)
    library.record(skill.name, level, evidence)
    if against and skill.tier not in (level, Tier.RETIRED):
        times = "once" if against == 1 else f"{against} times"
        return f"{skill.name} is {level} here, since the problem was fixed {times} in another way"
    return ""


def _lessons(skill: Skill, journal: Journal) -> tuple[int, int]:
    """How many fixes by hand (those of an offer that was changed further included) it would have made as well, and how
    many in another way. Offers that were kept are counted elsewhere.
    """
    book = book_of(skill)
    if book is None:
        return 0, 0
    voucher = Voucher(replace(skill, tier=Tier.CANDIDATE), book)
    known = [
        (seq, episode)
        for key in skill.keys
        for seq, episode in journal.episodes(key=key)
        if is_lesson(episode)
        and (episode.attempt.actor is not Actor.RECIPE or episode.outcome is Outcome.MODIFIED)
        and (not skill.languages or episode.problem.language in skill.languages)
    ]
    distinct = {(e.problem.path, e.problem.span, e.before, e.after): (seq, e) for seq, e in known}
    opinions = [voucher.opinion(seq, episode) for seq, episode in list(distinct.values())[-MAX_LESSONS:]]
    return opinions.count(Answer.SAME), opinions.count(Answer.OTHER)


def book_of(skill: Skill) -> RecipeBook | None:
    """Its recipes; None for a skill of prose, or one whose recipe the library has told to be broken."""
    from hermes_lsp.recipes.codec import load

    if skill.folder is None or not skill.has_recipe:
        return None
    try:
        return load((skill.folder / RECIPE_FILE).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, RecipeInvalid):
        return None
