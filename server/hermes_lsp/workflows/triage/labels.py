"""What a project calls the part that a report is about: what stands before the colon of like commits' subjects.

``fix(parser): ...`` says two names, ``docs: ...`` and ``[docs] ...`` one. A project that writes no such thing has none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from .chronicle import Message

ASKED = 12
"""Like commits that are asked, the most alike first."""
LEAST, LEAST_SHARE = 2, 0.25
"""So many of them, and so much of what they weigh, must say a label."""
SHOWN = 3
_NAME = r"[^\W\d_][\w./-]{1,29}"
_LABELLED = re.compile(rf"(?:\[(?P<bracket>{_NAME})\]|(?P<kind>{_NAME})(?:\((?P<scope>{_NAME})\))?!?:)\s")


def labels_of(similar: Sequence[Message]) -> tuple[tuple[str, int], ...]:
    """Labels with the number of commits that say them, the best first."""
    asked = similar[:ASKED]
    weights: dict[str, float] = {}
    counts: Counter[str] = Counter()
    for message in asked:
        for label in _labels_in(message.subject):
            weights[label] = weights.get(label, 0.0) + message.score
            counts[label] += 1
    total = sum(message.score for message in asked)
    firm = [label for label in counts if counts[label] >= LEAST and weights[label] >= LEAST_SHARE * total]
    return tuple((label, counts[label]) for label in sorted(firm, key=lambda label: (-weights[label], label))[:SHOWN])


def _labels_in(subject: str) -> set[str]:
    match = _LABELLED.match(subject)
    return {name.lower() for name in match.groups() if name} if match else set()
