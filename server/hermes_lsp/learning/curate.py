"""From Episodes to skills: which skill an Episode belongs to, what its examples are, and writing it.

A skill is made anew from the journal and the examples that lie in its folder, so doing it twice changes nothing. What
it learns is decided in :mod:`~hermes_lsp.learning.teaching`; a recipe that its user wrote is not touched, but
quarantined with the reason where it fails a positive example. What is not ours to write (built-in, project, edited)
gets its evidence recorded beside it, and what it already knows is not learned a second time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from hermes_lsp.core.episode import Actor, Episode
from hermes_lsp.core.errors import DocumentError, EditError, RecipeError, SkillError, SkillInvalid, SkillNotFound
from hermes_lsp.core.evidence import Evidence, Tier
from hermes_lsp.core.example import Example
from hermes_lsp.core.problem import ProblemKey
from hermes_lsp.recipes.recipe import RecipeBook
from hermes_lsp.skills.library import Library
from hermes_lsp.skills.scan import Scan
from hermes_lsp.skills.skill import RECIPE_FILE, Origin, Skill, skill_name

from . import prose, vouching
from .examples import choose_examples, example_of
from .extending import Known
from .journal import Journal
from .judge import SURE, Posterior, evidence_of, is_lesson, is_warning, posterior_of, tier
from .teaching import Taught, teach
from .trying import Answer, answer_of, offends

_OWN = (Origin.PRIVATE, Origin.SHARED)


@dataclass(frozen=True, slots=True)
class Absorbed:
    """Names of the skills that changed, and sentences about what could not be learned and why.

    ``failures`` are sentences about the disk or the journal, which the user has to know of.
    """

    skills: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()


def absorb(episodes: Iterable[tuple[int, Episode]], library: Library, journal: Journal) -> Absorbed:
    """Bring the skills that these Episodes are about up to date with the journal.

    Raises:
        JournalError: if the journal cannot be read.
        WorkspaceError: if a skill cannot be written.
    """
    kinds: dict[tuple[ProblemKey, str], None] = {}
    used: dict[str, None] = {}
    messages: list[str] = []
    for seq, episode in episodes:
        if is_lesson(episode) or is_warning(episode):
            kinds[episode.problem.key, episode.problem.language] = None
        if episode.attempt.actor is Actor.RECIPE and episode.attempt.skill:
            used[episode.attempt.skill] = None
            if not episode.before:
                messages.append(
                    f"{episode.attempt.skill}: of the fix in {episode.problem.path} (journal #{seq}) "
                    f"only the outcome is known: {episode.reason}"
                )
    changed: dict[str, None] = {}
    for key, language in kinds:
        try:
            names, said = _learn_kind(key, language, library, journal)
        except (RecipeError, DocumentError, EditError, SkillError) as error:
            names, said = [], [f"{key} was not learned: {error}"]
        messages += said
        changed |= dict.fromkeys(names)
    scan = library.scan()
    for name in used:
        skill = next((s for s in (*scan.skills, *scan.shadowed) if s.name == name and s.origin not in _OWN), None)
        if skill is not None and name not in changed:
            messages += filter(None, [vouching.record(skill, library, journal)])
            changed[name] = None
    return Absorbed(tuple(changed), tuple(dict.fromkeys(messages)))


def _learn_kind(key: ProblemKey, language: str, library: Library, journal: Journal) -> tuple[list[str], list[str]]:
    """Learn one kind of problem; names of the skills that changed, and sentences."""
    scan = library.scan()
    name, held = _own_skill(key, language, scan)
    known = [(seq, e) for seq, e in journal.episodes(key=key) if e.problem.language == language]
    others = vouching.vouchers(key, language, scan.skills, name)
    recorded, messages = _vouched(known, others, library, journal)
    lessons = [(seq, e) for seq, e in known if is_lesson(e)]
    if held is None and others:
        news = [(seq, e) for seq, e in lessons if not vouching.is_known(seq, e, others)]
        if lessons and (not news or _all_slips(news, len(lessons) - len(news), others)):
            return recorded, messages
    written, said = _learn_own(key, language, name, held, known, library)
    return [*written, *recorded], [*messages, *said]


def _vouched(
    known: Sequence[tuple[int, Episode]], others: Sequence[vouching.Voucher], library: Library, journal: Journal
) -> tuple[list[str], list[str]]:
    recorded: list[str] = []
    messages: list[str] = []
    for other in others:
        lessons = ((seq, e) for seq, e in known if is_lesson(e) and e.attempt.skill != other.skill.name)
        if any(other.opinion(seq, e) is not Answer.NOTHING for seq, e in lessons):
            messages += filter(None, [vouching.record(other.skill, library, journal)])
            recorded.append(other.skill.name)
    return recorded, messages


def _all_slips(news: Sequence[tuple[int, Episode]], agreeing: int, others: Sequence[vouching.Voucher]) -> bool:
    """All that is new contradicts what is known, and by far more fixes agree with that."""
    contradicts = all(any(o.opinion(seq, e) is Answer.OTHER for o in others) for seq, e in news)
    return contradicts and vouching.is_outvoted(len(news), agreeing)


def _learn_own(
    key: ProblemKey,
    language: str,
    name: str,
    held: Skill | None,
    known: Sequence[tuple[int, Episode]],
    library: Library,
) -> tuple[list[str], list[str]]:
    examples, messages = library.examples(held) if held else ([], [])
    warned = [(seq, e) for seq, e in known if is_warning(e) and e.attempt.skill in (name, "")]
    undone = list({e.id: e for e in (example_of(seq, e) for seq, e in warned if e.before)}.values())
    made = [example_of(seq, e) for seq, e in known if is_lesson(e)]
    chosen = choose_examples([*examples, *made, *undone])
    if not any(example.positive for example in chosen):
        return [], [*messages, f"{key}: no fix of it was seen yet"]
    judged = [episode for _, episode in known]
    posterior = posterior_of(judged, name)
    evidence = evidence_of(judged, name)
    # Examples that no row of the journal tells of (imported, or their rows were lost) are fixes as well.
    told = {example.id for example in made}
    evidence += Evidence(learned=sum(example.positive and example.id not in told for example in examples))
    quarantined, text = "", None
    theirs = _users_book(held, library)
    if theirs is not None:
        taught, quarantined = _examined(theirs, chosen, frozenset(e.id for e in examples if e.id not in told))
    else:
        taught = teach(chosen, undone=undone, forgiving=posterior.mean >= SURE, known=_known(held, examples))
    messages += _said_of(name, taught, {example.id: example for example in chosen})
    if quarantined:
        messages.append(f"{name} is quarantined, since {quarantined}")
    if taught.book is not None and theirs is None:
        from hermes_lsp.recipes.codec import dump

        text = dump(taught.book)
    evidence = replace(evidence, learned=max(0, evidence.learned - len(taught.outvoted)))
    textless = sum(not e.before for _, e in warned)  # nothing can be learned from these, so that they stay unanswered
    level = _level(evidence, posterior, taught, textless)
    if level is Tier.RETIRED and (held is None or held.tier is not Tier.RETIRED):
        messages.append(f"{name} is retired: {evidence.in_words()}")
    skill = Skill(
        name=name,
        description=prose.description(key, language, _message_of(chosen, taught)),
        body=prose.body(key, [example for example in chosen if example.id not in taught.outvoted], known, evidence),
        keys=(key,),
        languages=(language,),
        tier=level,
        evidence=evidence,
        origin=held.origin if held else Origin.PRIVATE,
        has_recipe=taught.book is not None,
        quarantined=quarantined,
    )
    if held is not None:
        skill = replace(
            skill, files=held.files, symbols=held.symbols, metadata=held.metadata, properties=held.properties
        )
    try:
        written = library.write(skill, text, [e for e in chosen if e.id not in taught.outvoted or e.id not in told])
    except SkillInvalid as error:
        return [], [*messages, f"{name} was not written: {error}"]
    if written.kept:
        messages.append(f"{name}: your edits of {', '.join(sorted(written.kept))} were kept")
    return [name], messages


def _level(evidence: Evidence, posterior: Posterior, taught: Taught, textless: int) -> Tier:
    if taught.book is None and taught.unanswered:
        return Tier.RETIRED
    level = tier(evidence, posterior, unanswered=len(taught.unanswered) + textless)
    # Fix-all is for what was never contradicted.
    return Tier.TRUSTED if level is Tier.PROVEN and taught.outvoted else level


def _users_book(held: Skill | None, library: Library) -> RecipeBook | None:
    """The recipes that the skill's user wrote; None if they are ours."""
    if held is None or held.folder is None or not held.has_recipe or RECIPE_FILE not in library.is_user_edited(held):
        return None
    from hermes_lsp.recipes.codec import load

    try:
        return load((held.folder / RECIPE_FILE).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SkillInvalid(f"{held.folder / RECIPE_FILE} cannot be read ({error})") from error


def _known(held: Skill | None, examples: Sequence[Example]) -> Known | None:
    """What was learned before; None if that is nothing that can be built on."""
    book = vouching.book_of(held) if held is not None and not held.quarantined else None
    return Known(book, tuple(examples)) if book is not None else None


def _examined(book: RecipeBook, examples: Sequence[Example], theirs: frozenset[str]) -> tuple[Taught, str]:
    """What a user's recipes are worth, and why they are quarantined, if they are.

    Args:
        theirs: Ids of the examples that came with the recipes; each of these must come out. Of the fixes that were seen
            since, a few may contradict.
    """
    answers = {example.id: answer_of(book, example) for example in examples if example.positive}
    differing = [id for id, answer in answers.items() if answer is Answer.OTHER]
    failed = [id for id in theirs if id in answers and answers[id] is not Answer.SAME]
    if not failed and not vouching.is_outvoted(len(differing), list(answers.values()).count(Answer.SAME)):
        failed = differing
    refused = tuple(example.id for example in examples if not example.positive and offends(book, example))
    silent = {id: "your recipe says nothing about it" for id, answer in answers.items() if answer is Answer.NOTHING}
    why = f"its recipe, which you wrote, gives {answers[failed[0]].value} for example {failed[0]}" if failed else ""
    return Taught(book, silent, unanswered=refused), why


def _said_of(name: str, taught: Taught, examples: dict[str, Example]) -> list[str]:
    said = [f"{name}: {id} is not explained ({why})" for id, why in taught.unexplained.items()]
    said += [
        f"{name}: {id} ({examples[id].source}) is not believed, since all others were fixed in another way"
        for id in taught.outvoted
    ]
    if taught.unanswered:
        said.append(f"{name}: no guard tells {', '.join(taught.unanswered)} from the fixes that were kept")
    return said


def _message_of(examples: Sequence[Example], taught: Taught) -> str:
    return next(e.problem.message for e in examples if e.positive and e.id not in taught.outvoted)


def _own_skill(key: ProblemKey, language: str, scan: Scan) -> tuple[str, Skill | None]:
    """Name of the private (or shared) skill for this kind of problem, and the skill if there is one.

    A name that somebody else's skill has here is not ours, even if a private skill lies behind it: what that one
    learned would never be offered.
    """
    name = skill_name(key, language)
    taken = {skill.name: skill for skill in scan.skills}
    for candidate in (name, f"{name[:58].rstrip('-')}-local"):
        found = taken.get(candidate)
        if found is None or found.origin in _OWN:
            return candidate, found
    raise SkillNotFound(f"The names for a skill about {key} are all taken by skills that are not private")
