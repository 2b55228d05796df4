"""All that was learned in a workspace, as plain data for a client that shows it: skills, conventions, recent episodes.

Reads the end of the journal: for a background thread.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from hermes_lsp.conventions.wording import evidence, sentence
from hermes_lsp.core.convention import Convention
from hermes_lsp.core.episode import Episode, Outcome
from hermes_lsp.core.errors import HermesError
from hermes_lsp.core.text import utf8
from hermes_lsp.learning.difference import edits_of, hunks_between
from hermes_lsp.learning.journal import Journal
from hermes_lsp.skills.skill import SKILL_FILE, Origin, Skill
from hermes_lsp.syntax.document import document_from_text

from .project import Project
from .wording import change_in_words

MOST_SKILLS = 2_000
MOST_CONVENTIONS = 500
MOST_EXCEPTIONS = 20
MOST_EPISODES = 50
ROWS_READ = 400
"""Rows of the journal that are looked at, the newest ones."""

_OWN = (Origin.PRIVATE, Origin.SHARED)
_TOLD = frozenset({Outcome.KEPT, Outcome.MODIFIED, Outcome.REVERTED, Outcome.REJECTED, Outcome.FAILED_CHECK})


def knowledge_of(project: Project, conventions: Sequence[Convention] | None) -> dict[str, Any]:
    """Plain data for JSON.

    Args:
        conventions: None where they were not counted (yet), which the answer says with null.

    Returns:
        ``skills``, built-in ones last, by strength of evidence; ``conventions``, the best supported ones first;
        ``episodes`` with their rows in the journal, newest first; and in ``left`` how many of each were left out. Lines
        of places count from 0.

    Raises:
        JournalBroken, JournalUnwritable: if the journal cannot be read.
    """
    skills = sorted(project.catalogue.skills, key=_by_use)
    known = sorted(conventions or (), key=lambda one: (-one.support.lower, -one.support.cases, one.kind, one.subject))
    return {
        "folder": str(project.folder) if project.folder else None,
        "skills": [_skill(skill) for skill in skills[:MOST_SKILLS]],
        "conventions": None
        if conventions is None
        else [_convention(project.folder, one) for one in known[:MOST_CONVENTIONS]],
        "episodes": list(_episodes(project)),
        "left": {
            "skills": max(len(skills) - MOST_SKILLS, 0),
            "conventions": max(len(known) - MOST_CONVENTIONS, 0),
        },
    }


def _by_use(skill: Skill) -> tuple[bool, int, str]:
    return skill.origin is Origin.BUILTIN, -skill.evidence.support, skill.name


def _skill(skill: Skill) -> dict[str, Any]:
    own = skill.origin in _OWN
    return {
        "name": skill.name,
        "description": skill.description,
        "tier": str(skill.tier),
        "origin": str(skill.origin),
        "problems": [str(key) for key in skill.keys],
        "evidence": skill.evidence.in_words(),
        "uri": (skill.folder / SKILL_FILE).as_uri() if skill.folder else None,
        "unused": skill.quarantined or ("" if skill.active else "waits for the workspace to be trusted"),
        "canForget": own,
        "canShare": own and not skill.quarantined,
    }


def _convention(folder: Path | None, convention: Convention) -> dict[str, Any]:
    return {
        "key": f"hermes/{convention.kind}/{convention.subject}",
        "words": sentence(convention),
        "evidence": evidence(convention),
        "exceptions": [
            {"path": place.path, "uri": _uri(folder, place.path), "line": place.line - 1}
            for place in convention.exceptions[:MOST_EXCEPTIONS]
        ],
    }


def _episodes(project: Project) -> Iterator[dict[str, Any]]:
    for seq, episode in _newest(project.places.journal):
        attempt = episode.attempt
        yield {
            "seq": seq,
            "at": episode.at.isoformat(),
            "problem": str(episode.problem.key),
            "outcome": str(episode.outcome),
            "by": str(attempt.actor),
            "skill": attempt.skill,
            "change": _change(episode),
            "reason": episode.reason,
            "path": episode.problem.path,
            "uri": _uri(project.folder, episode.problem.path),
        }


def _newest(file: Path) -> Iterable[tuple[int, Episode]]:
    if not file.is_file():
        return ()
    with Journal.open(file) as journal:
        last, _ = journal.head()
        episodes = list(journal.episodes(after=max(last - ROWS_READ, 0)))
    return [(seq, episode) for seq, episode in reversed(episodes) if episode.outcome in _TOLD][:MOST_EPISODES]


def _change(episode: Episode) -> str:
    document = document_from_text(episode.before, episode.problem.language, episode.problem.path)
    after = utf8(episode.after)
    try:
        return change_in_words(document, edits_of(hunks_between(document.source, after), after))
    except HermesError:  # in a language that is not understood; that there was a fix is still known
        return ""


def _uri(folder: Path | None, path: str) -> str | None:
    """Of a file in the workspace; what lies elsewhere has its URI for a path."""
    if "://" in path:
        return path
    return (folder / path).as_uri() if folder is not None and path else None
