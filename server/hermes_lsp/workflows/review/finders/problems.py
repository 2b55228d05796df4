"""New problems of the project's own checkers for which a skill knows the fix. What has none is the checker's to say."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable

from hermes_lsp.core.evidence import Tier
from hermes_lsp.core.problem import Problem

from ...checking import CheckedText, check_document, checkers_of
from ...fixing import fixes_for
from ..change import ChangedFile, ChangeSet
from ..finding import Finder, Finding
from ..known import Known

MOST_FILES = 40
LIVED_WITH = 2
"""Problems of one code that a file had before from which on nobody minds another one."""
LIKELY = {Tier.PROVEN: 0.9, Tier.TRUSTED: 0.8, Tier.CANDIDATE: 0.5, Tier.RETIRED: 0.0}


def _find(change: ChangeSet, known: Known) -> Iterable[Finding]:
    # What a checker says by itself is taste; a project that has settings for it has asked for that.
    found = [each for each in checkers_of(known.project).found if each.checker.wanted(known.folder)]
    files = [file for file in change.files if not file.is_deleted and file.within]
    if not found or len(files) > MOST_FILES:
        return

    async def check() -> list[tuple[ChangedFile, list[Problem]]]:
        return [(file, await new_problems(file)) for file in files]

    async def new_problems(file: ChangedFile) -> list[Problem]:
        path = known.folder / file.path
        languages = {language for each in found for language in each.checker.languages}
        if file.document.language_id not in languages:
            return []
        now = await check_document(file.document, path, found, known.project)
        _tell(now, known)
        touched = [each for each in now.problems if any(span.touches(each.span) for span in file.within)]
        if not touched or file.is_new:
            return touched
        # A line that was only moved or indented had its problem before.
        then = await check_document(file.old_document, path, found, known.project)
        old = Counter(_what(each, file.old_document.source) for each in then.problems)
        lived_with = Counter(each.key for each in then.problems)
        return [
            each for each in touched if not old[_what(each, file.document.source)] and lived_with[each.key] < LIVED_WITH
        ]

    for file, problems in asyncio.run(check()):
        for fix in fixes_for(known.project, file.document, problems):
            line = file.line_of(fix.problem.span.start)
            yield Finding(
                "problem",
                file.path,
                line,
                f"{fix.problem.message} ({fix.problem.key})",
                (f"fix: {fix.title} [{fix.skill.name}]",),
                f"{fix.problem.key} {_what(fix.problem, file.document.source)[1]!r}",
                LIKELY[fix.tier],
                fix=fix.title,
                edits=fix.edits,
            )


def _what(problem: Problem, source: bytes) -> tuple[str, bytes]:
    return str(problem.key), source[problem.span.start : problem.span.end][:200]


def _tell(checked: CheckedText, known: Known) -> None:
    for name, error in checked.failures:
        sentence = f"{name} gave no answer ({error})"
        if sentence not in known.partial:
            known.partial.append(sentence)


FINDER = Finder("problem", "new problems of the checkers that a skill can fix", _find)
