"""Learning, commit by commit in time order, which are mentioned and in which group.

What is mentioned: logistic regression, trained online with Adagrad (Duchi, Hazan and Singer 2011), so that what was
learned last weighs most. From which score on a commit is mentioned is set by how the scores before each lesson did.
Which group: the same for each group at once. Both can say which features decided.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .commits import Commit
from .features import features_of

Features = tuple[str, ...]

_RATE = 0.2
_GROUP_RATE = 0.2
_KEEP = 1e-4
_PASSES = 6
_REMEMBERED = 3_000
"""Scores that the threshold is set by."""
_FADING = 0.97
_BEFORE_ANY_LESSON = {
    "type feat": 2.0,
    "type fix": 2.0,
    "type perf": 1.5,
    "type new": 1.5,
    "breaking": 3.0,
    "touches the changelog": 1.0,
    "type chore": -2.5,
    "type ci": -2.5,
    "type build": -2.0,
    "type docs": -1.5,
    "type test": -2.0,
    "type tests": -2.0,
    "type style": -2.0,
    "type refactor": -1.0,
    "by a bot": -2.5,
    "begins bump": -1.5,
    "begins merg": -2.0,
    "begins releas": -2.0,
    "begins typo": -2.0,
    "only in tests/": -1.5,
    "only in .github/": -2.5,
    "only in docs/": -1.0,
    "reverted later": -2.0,
    "reverts one of these": -2.0,
}
"""What most projects do; a few releases of a project's own outweigh it."""
_GROUPS_BEFORE_ANY_LESSON = (
    (re.compile(r"feature|enhancement|^added$|^new$"), {"type feat": 2.0}),
    (re.compile(r"fix"), {"type fix": 2.0}),
    (re.compile(r"performance"), {"type perf": 2.0}),
    (re.compile(r"revert"), {"type revert": 2.0}),
)
"""The same for groups, by their keys."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What is thought of one commit.

    Attributes:
        score: Chance that it is mentioned, between 0 and 1.
        mentioned: Whether it is.
        because: The features that spoke most for that, best first.
    """

    score: float
    mentioned: bool
    because: tuple[str, ...]


@dataclass
class MentionJudge:
    """Whether a commit is mentioned. Changed by :meth:`learn`."""

    weights: dict[str, float] = field(default_factory=lambda: dict(_BEFORE_ANY_LESSON))
    squares: dict[str, float] = field(default_factory=dict)
    seen: dict[str, list[float]] = field(default_factory=dict)
    """Feature to how many with it were mentioned, and how many there were."""
    bias: float = 0.0
    past: list[tuple[float, bool]] = field(default_factory=list)
    threshold: float = 0.5
    lessons: int = 0

    def judge(self, features: Features) -> Judged:
        score = self._score(features)
        mentioned = score >= self.threshold
        sign = 1 if mentioned else -1
        ranked = sorted(features, key=lambda one: -sign * self.weights.get(one, 0.0))
        because = tuple(one for one in ranked[:3] if sign * self.weights.get(one, 0.0) > 0.05)
        return Judged(score, mentioned, because)

    def learn(self, rows: Sequence[tuple[Features, bool]]) -> None:
        """One release: its commits, oldest first, and whether each was mentioned."""
        self.past += [(self._score(features), label) for features, label in rows]
        del self.past[:-_REMEMBERED]
        for features, label in rows:
            for feature in features:
                counts = self.seen.setdefault(feature, [0.0, 0.0])
                counts[0] += label
                counts[1] += 1
        for _ in range(_PASSES):
            for features, label in rows:
                self._step(features, label)
        self.threshold = _best_threshold(self.past)
        self.lessons += 1

    def _score(self, features: Features) -> float:
        return _sigmoid(self.bias + sum(self.weights.get(feature, 0.0) for feature in features))

    def _step(self, features: Features, label: bool) -> None:
        error = self._score(features) - label
        self.bias -= 0.05 * error
        for feature in features:
            weight = self.weights.get(feature, 0.0)
            gradient = error + _KEEP * weight
            square = self.squares.get(feature, 1.0) + gradient * gradient
            self.squares[feature] = square
            self.weights[feature] = weight - _RATE * gradient / math.sqrt(square)


@dataclass
class GroupJudge:
    """In which group a commit stands: one regression for each group. Changed by :meth:`learn`."""

    weights: dict[str, dict[str, float]] = field(default_factory=dict)
    squares: dict[str, dict[str, float]] = field(default_factory=dict)
    totals: dict[str, float] = field(default_factory=dict)
    """Key of each group to how often it was used; what is long ago has faded."""
    spelling: dict[str, str] = field(default_factory=dict)

    def judge(self, features: Features, among: Iterable[str] = ()) -> str:
        """Its title, spelled as it was last; empty if no group is known.

        Args:
            among: Only these, if any of them is known.
        """
        allowed = {key_of(title) for title in among} & set(self.totals)
        groups = [group for group in self.totals if not allowed or group in allowed]
        if not groups:
            return ""
        chances = self._chances(features)
        return self.spelling[max(groups, key=lambda group: (chances[group], group))]

    def learn(self, rows: Sequence[tuple[Features, str]]) -> None:
        """One release: the commits that were mentioned in a group, oldest first, and its title."""
        for group in self.totals:
            self.totals[group] *= _FADING
        known = [(features, key_of(title), title) for features, title in rows if key_of(title)]
        for _, group, title in known:
            self.spelling[group] = title
            self.totals[group] = self.totals.get(group, 0.0) + 1
            self.weights.setdefault(group, _usual_weights(group))
            self.squares.setdefault(group, {})
        for _ in range(_PASSES):
            for features, group, _ in known:
                self._step(features, group)

    def _chances(self, features: Features) -> dict[str, float]:
        total = sum(self.totals.values())
        scores = {
            group: math.log((count + 0.5) / (total + 1)) + sum(self.weights[group].get(one, 0.0) for one in features)
            for group, count in self.totals.items()
        }
        highest = max(scores.values())
        powers = {group: math.exp(score - highest) for group, score in scores.items()}
        whole = sum(powers.values())
        return {group: power / whole for group, power in powers.items()}

    def _step(self, features: Features, right: str) -> None:
        for group, chance in self._chances(features).items():
            error = chance - (group == right)
            if abs(error) < 0.01:
                continue
            weights, squares = self.weights[group], self.squares[group]
            for feature in features:
                weight = weights.get(feature, 0.0)
                gradient = error + _KEEP * weight
                square = squares.get(feature, 1.0) + gradient * gradient
                squares[feature] = square
                weights[feature] = weight - _GROUP_RATE * gradient / math.sqrt(square)


def _usual_weights(group: str) -> dict[str, float]:
    return next((dict(weights) for key, weights in _GROUPS_BEFORE_ANY_LESSON if key.search(group)), {})


def key_of(title: str) -> str:
    """What two spellings of one group have in common: "Bug fixes", "Bugfixes"."""
    return re.sub(r"[^a-z]+", "", re.sub(r"\(.*?\)|\[.*?\]", "", title.lower()))


def teach(
    mention: MentionJudge, group: GroupJudge, commits: Sequence[Commit], labels: Sequence[bool], groups: Sequence[str]
) -> None:
    """One release, in which these commits were mentioned, and in these groups (empty for none)."""
    features = features_of(commits)
    mention.learn(list(zip(reversed(features), reversed(labels), strict=True)))
    told = [(one, title) for one, title, label in zip(features, groups, labels, strict=True) if label and title]
    group.learn(told[::-1])


def _best_threshold(past: Sequence[tuple[float, bool]]) -> float:
    """From which score on the harmonic mean of precision and recall was best, drawn towards a half by few cases."""
    wanted = sum(label for _, label in past)
    if not wanted:
        return 0.5
    ranked = sorted(past, key=lambda one: -one[0])
    best, threshold, right = 0.0, 0.5, 0
    for count, (score, label) in enumerate(ranked, 1):
        right += label
        if count < len(ranked) and ranked[count][0] == score:
            continue
        if (f1 := 2 * right / (count + wanted)) > best:
            following = ranked[count][0] if count < len(ranked) else 0.0
            best, threshold = f1, (score + following) / 2
    trust = min(1.0, len(past) / 200)
    return trust * min(max(threshold, 0.02), 0.95) + (1 - trust) * 0.5


def _sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-max(min(value, 30.0), -30.0)))
