"""New code in a form that the project has moved on from, again and again, though no checker reports it."""

from __future__ import annotations

from collections.abc import Iterable

from hermes_lsp.core.evidence import Tier

from ...fixing import fixes_for
from ...rewriting import rewritable
from ..change import ChangeSet
from ..finding import Finder, Finding
from ..known import Known

LIKELY = {Tier.PROVEN: 0.9, Tier.TRUSTED: 0.8, Tier.CANDIDATE: 0.6, Tier.RETIRED: 0.0}


def _find(change: ChangeSet, known: Known) -> Iterable[Finding]:
    for file in change.files:
        source, before = file.document.source, file.before or b""
        for problem in (problem for span in file.within for problem in rewritable(known.project, file.document, span)):
            code = source[problem.span.start : problem.span.end]
            if code in before:
                continue  # it was there already, and is only on a line that changed
            for fix in fixes_for(known.project, file.document, [problem])[:1]:
                yield Finding(
                    "old-form",
                    file.path,
                    file.line_of(problem.span.start),
                    "The project has moved on from this form",
                    (f"fix: {fix.title} [{fix.skill.name}]",),
                    f"{problem.key} {code[:200]!r}",
                    LIKELY[fix.tier],
                    fix=fix.title,
                    edits=fix.edits,
                )


FINDER = Finder("old-form", "new code in a form that the project has moved on from", _find)
