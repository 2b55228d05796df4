"""Learning and searching, as jobs for worker processes: functions whose arguments and answers can be pickled.

A worker keeps the :class:`Experience` or the store of each workspace open, so that a job costs what it does. The two
kinds of job belong into different processes: what is learned must not wait for LanceDB to be loaded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias

from hermes_lsp.core.episode import Episode
from hermes_lsp.core.errors import HermesError
from hermes_lsp.core.evidence import Tier
from hermes_lsp.core.places import Places
from hermes_lsp.core.problem import Problem
from hermes_lsp.core.settings import Embeddings
from hermes_lsp.learning.experience import Experience, Recorded
from hermes_lsp.learning.observe import AppliedOffer, Checked, observe
from hermes_lsp.learning.outcomes import Offered
from hermes_lsp.skills.builtin import builtin_skills
from hermes_lsp.skills.embedding import make_embedder
from hermes_lsp.skills.library import Library
from hermes_lsp.skills.skill import Skill
from hermes_lsp.skills.store import SkillStore

from .project import Project, load_project

RELATED = 3
"""Skills looked at for a kind of problem that none is made for."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """What a job must know of a workspace.

    Attributes:
        root: The state root, not the workspace's own part of it.
    """

    folder: Path | None
    root: Path
    trusted: bool = False
    embeddings: Embeddings = field(default_factory=Embeddings)
    team_store: str = ""


@dataclass(frozen=True, slots=True)
class Learned:
    """What a job did.

    Attributes:
        episodes: How many were written.
        skills: Names of the skills that were made or changed.
        messages: Sentences for the log.
        failures: Sentences that the user has to know of.
        waiting: The text does not parse yet; compare with the older check again later.
    """

    episodes: int = 0
    skills: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()
    waiting: bool = False


def load_for_job(workspace: Workspace) -> Project:
    """The project that a job works on, read anew in the worker's own process."""
    layers = [("the editor", {"trusted": workspace.trusted})]
    return load_project(workspace.folder, places=Places(workspace.root), layers=layers)


def learn_from_checks(
    workspace: Workspace, before: Checked, after: Checked, applied: Sequence[AppliedOffer] = ()
) -> Learned:
    """What happened to the problems between two checks of a document, recorded and learned."""
    observation = observe(before, after, applied)
    if observation.waiting:
        return Learned(waiting=True)
    if not observation.episodes:
        return Learned()
    return _learned(_experience(workspace).record(observation))


def learn_from_episodes(workspace: Workspace, episodes: Sequence[Episode]) -> Learned:
    """Record what became of offers, and learn from it."""
    return _learned(_experience(workspace).record(list(episodes)))


def learn_from_rejection(workspace: Workspace, offer: Offered, scope: str) -> Learned:
    """Record that the user never wants to see an offer again; ``scope`` is a path, or empty for the whole project."""
    return _learned(_experience(workspace).reject(offer, scope=scope))


def catch_up(workspace: Workspace) -> Learned:
    """Learn what was recorded but not learned, such as after the process was killed in between."""
    absorbed = _experience(workspace).catch_up()
    return Learned(0, absorbed.skills, absorbed.messages, absorbed.failures)


def sync_store(workspace: Workspace) -> tuple[str, ...]:
    """Bring the store up to date with the skills, and keep it tidy. Sentences about what failed; usually none."""
    try:
        store = _store(workspace)
        store.sync(_skills(workspace))
        store.maintain()
    except HermesError as error:
        return (str(error),)
    return ()


def find_related(workspace: Workspace, problem: Problem) -> tuple[str, ...]:
    """Names of skills made for other kinds of problem whose recipes may fit this one, such as those learned from
    another tool's rule of the same meaning. Nothing where the store cannot be asked.
    """
    text = f"{problem.key.code} {problem.message}"
    try:
        store = _store(workspace)
        store.sync(_skills(workspace))
        found = store.search(text, language=problem.language, tier=_LIVING, limit=RELATED)
    except HermesError:
        return ()  # sync_store has said what is wrong with the store
    return tuple(hit.name for hit in found)


def as_related(skill: Skill) -> Skill:
    """A skill as it may be offered for a problem that it was not made for: a candidate at most."""
    return replace(skill, tier=Tier.CANDIDATE)


_LIVING = (Tier.CANDIDATE, Tier.TRUSTED, Tier.PROVEN)
_Key: TypeAlias = tuple[Path | None, Path, bool]
_experiences: dict[_Key, Experience] = {}
_stores: dict[Workspace, SkillStore] = {}


def _experience(workspace: Workspace) -> Experience:
    key = (workspace.folder, workspace.root, workspace.trusted)
    if key not in _experiences:
        _experiences[key] = Experience(Places(workspace.root), workspace.folder, trusted=workspace.trusted)
    return _experiences[key]


def _store(workspace: Workspace) -> SkillStore:
    if workspace not in _stores:
        places = Places(workspace.root).workspace(workspace.folder)
        embedder = make_embedder(workspace.embeddings)
        _stores[workspace] = SkillStore(places.store, embedder, team=workspace.team_store)
    return _stores[workspace]


def _skills(workspace: Workspace) -> list[Skill]:
    # Not from the Experience: the store has a process of its own, which has no business with the journal.
    places = Places(workspace.root)
    library = Library(
        places.workspace(workspace.folder), places.shared_skills, builtin_skills(), trusted=workspace.trusted
    )
    return [skill for skill in library.scan().skills if skill.usable]


def _learned(recorded: Recorded) -> Learned:
    return Learned(len(recorded.episodes), recorded.skills, recorded.messages, recorded.failures)
