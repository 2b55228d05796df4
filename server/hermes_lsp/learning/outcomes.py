"""What becomes of offered fixes: a small state machine per offer, fed with the versions of a document.

    offered ──text equals what the edits give──▶ applied ──save or check, text still there──▶ kept
                                                   │ └──save or check, text changed further──▶ modified
                                                   └──text before comes back, for a while──▶ reverted

A document without offers under watch costs one dictionary look-up per change. An undo counts only when it has stood
for :data:`GRACE`, so that looking at a fix by undo and redo teaches nothing; a kept fix is watched on for
:data:`WATCH`, so that a late undo still counts.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import Enum, auto

from hermes_lsp.checks.verify import match_problems
from hermes_lsp.core.episode import Actor, Attempt, Episode, Outcome
from hermes_lsp.core.errors import HermesError
from hermes_lsp.core.problem import Problem
from hermes_lsp.core.text import Span, TextEdit, apply_edits, moved_by_edits, utf8
from hermes_lsp.syntax.document import Document

from .excerpt import excerpt
from .observe import AppliedOffer, fix_between
from .statements import whole_lines

PER_DOCUMENT = 16
DOCUMENTS = 64
GRACE = timedelta(seconds=5)
WATCH = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Offered:
    """A fix that was shown to the user.

    Attributes:
        before: The document that the edits are offsets of.
        problem: Its span lies in ``before``.
        same_kind: Problems of the same key in ``before``, this one included; 0 where it is not known.
        actor: Who made it; a model's fix has no skill and no recipe.
        known: All problems of ``before``; None where they are not known, and then those of the last check of that very
            text stand for them.
    """

    skill: str
    recipe: str
    problem: Problem
    before: Document
    edits: tuple[TextEdit, ...]
    same_kind: int = 0
    known: tuple[Problem, ...] | None = None
    actor: Actor = Actor.RECIPE


class _State(Enum):
    OFFERED = auto()
    APPLIED = auto()
    UNDONE = auto()
    KEPT = auto()


@dataclass(slots=True)
class _Watched:
    offered: Offered
    after: bytes
    region: bytes
    region_before: bytes
    since: datetime
    state: _State = _State.OFFERED
    was_kept: bool = field(default=False)


class OfferTracker:
    """Watches the offers of all open documents. Not for several threads at once."""

    def __init__(self) -> None:
        self._watched: OrderedDict[str, list[_Watched]] = OrderedDict()
        self._checked: OrderedDict[str, tuple[bytes, tuple[Problem, ...]]] = OrderedDict()

    @property
    def pending(self) -> int:
        """Number of offers under watch."""
        return sum(map(len, self._watched.values()))

    def offered(self, offer: Offered, now: datetime | None = None) -> None:
        """Begin to watch an offer. The oldest ones are forgotten above the bounds."""
        source = offer.before.source
        checked = self._checked.get(offer.before.uri)
        if offer.known is None and checked is not None and checked[0] == source:
            offer = replace(offer, known=checked[1])
        after = apply_edits(source, offer.edits)
        start = min(edit.span.start for edit in offer.edits)
        end = max(edit.span.end for edit in offer.edits)
        lines = whole_lines(source, Span(start, end))
        region = after[lines.start : lines.end + len(after) - len(source)]
        watched = _Watched(offer, after, region, source[lines.start : lines.end], now or datetime.now(UTC))
        held = self._watched.setdefault(offer.before.uri, [])
        held[:] = [w for w in held if w.state is not _State.OFFERED or w.offered.before.source == source]
        held[:] = [
            w for w in held if (w.after, w.offered.skill) != (after, offer.skill) or w.state is not _State.OFFERED
        ]
        held.append(watched)
        del held[:-PER_DOCUMENT]
        self._watched.move_to_end(offer.before.uri)
        while len(self._watched) > DOCUMENTS:
            self._watched.popitem(last=False)

    def changed(self, document: Document, now: datetime | None = None) -> tuple[Episode, ...]:
        """A new version of a document; returns what has become certain by the time that went by."""
        held = self._watched.get(document.uri)
        if not held:
            return ()
        at = now or datetime.now(UTC)
        episodes = self.due(at)
        for watched in held:
            if watched.state in (_State.OFFERED, _State.UNDONE):
                if _is_applied(watched, document.source):
                    watched.state, watched.since = _State.APPLIED, at
            elif _is_undone(watched, document.source):
                watched.was_kept = watched.state is _State.KEPT
                watched.state, watched.since = _State.UNDONE, at
        return episodes

    def due(self, now: datetime | None = None) -> tuple[Episode, ...]:
        """Undone fixes whose time of grace is over. Call it now and then, since an undone change need not be saved."""
        at = now or datetime.now(UTC)
        episodes: list[Episode] = []
        for uri, held in list(self._watched.items()):
            left: list[_Watched] = []
            for watched in held:
                if watched.state is _State.UNDONE and at - watched.since >= GRACE:
                    episodes.append(_episode(watched, Outcome.REVERTED, at, reason="undone by the user"))
                elif watched.state is not _State.KEPT or at - watched.since < WATCH:
                    left.append(watched)
            if left:
                self._watched[uri] = left
            else:
                del self._watched[uri]
        return tuple(episodes)

    def settled(
        self, document: Document, problems: Sequence[Problem] | None = None, now: datetime | None = None
    ) -> tuple[Episode, ...]:
        """The document was saved, or checked (then with its problems): what its applied fixes have become."""
        at = now or datetime.now(UTC)
        if problems is not None:
            self._checked[document.uri] = (document.source, tuple(problems))
            self._checked.move_to_end(document.uri)
            while len(self._checked) > DOCUMENTS:
                self._checked.popitem(last=False)
        held = self._watched.get(document.uri, [])
        episodes: list[Episode] = []
        left: list[_Watched] = []
        for watched in held:
            if watched.state is not _State.APPLIED:
                left.append(watched)
            elif failure := _failure(watched, document, problems):
                episodes.append(_episode(watched, Outcome.FAILED_CHECK, at, reason=failure))
            elif document.source == watched.after or document.source.count(watched.region) > 0:
                if not watched.was_kept:
                    episodes.append(_episode(watched, Outcome.KEPT, at))
                watched.state, watched.since = _State.KEPT, at
                left.append(watched)
            elif _is_undone(watched, document.source):
                watched.state, watched.since = _State.UNDONE, at
                left.append(watched)
            else:
                episodes.append(_episode(watched, Outcome.MODIFIED, at, document=document))
        if left:
            self._watched[document.uri] = left
        else:
            self._watched.pop(document.uri, None)
        return tuple(episodes) + self.due(at)

    def applied(self, uri: str) -> tuple[AppliedOffer, ...]:
        """Fixes of ours that were applied to the document, for :func:`~hermes_lsp.learning.observe.observe`."""
        return tuple(
            AppliedOffer(watched.offered.problem, watched.offered.before.source)
            for watched in self._watched.get(uri, ())
            if watched.state is not _State.OFFERED
        )

    def closed(self, uri: str, now: datetime | None = None) -> tuple[Episode, ...]:
        """The document was closed; an undone fix counts at once, all else about it is forgotten."""
        at = now or datetime.now(UTC)
        held = self._watched.pop(uri, [])
        self._checked.pop(uri, None)
        return tuple(
            _episode(watched, Outcome.REVERTED, at, reason="undone by the user")
            for watched in held
            if watched.state is _State.UNDONE
        )


def offer_episode(offer: Offered, outcome: Outcome, *, reason: str = "", at: datetime | None = None) -> Episode:
    """An Episode about an offer, with what it would have done as ``after``.

    Where no excerpt can be made of the text (too long, or it does not parse alone), the outcome is kept without it:
    both texts are empty then, and the reason says why.
    """
    attempt, at = Attempt(offer.actor, offer.skill, offer.recipe), at or datetime.now(UTC)
    try:
        made = excerpt(offer.before, [offer.problem.span, *(edit.span for edit in offer.edits)])
        after = apply_edits(made.source, made.shift_edits(offer.edits)).decode("utf-8", "surrogatepass")
        problem = replace(offer.problem, span=made.shift(offer.problem.span))
    except HermesError as error:
        reason = "; ".join(filter(None, [reason, error.what]))
        return Episode(replace(offer.problem, span=Span(0, 0)), attempt, outcome, "", "", reason=reason, at=at)
    return Episode(problem, attempt, outcome, made.text, after, reason=reason, at=at)


def _episode(
    watched: _Watched, outcome: Outcome, at: datetime, *, reason: str = "", document: Document | None = None
) -> Episode:
    offer = watched.offered
    episode = offer_episode(offer, outcome, reason=reason, at=at)
    if document is None or not episode.before:
        return episode
    instead = fix_between(offer.before, document, offer.problem)
    if isinstance(instead, str):
        return replace(episode, reason=f"changed further: {instead}", after=episode.before)
    return replace(episode, problem=instead.problem, before=instead.before, after=instead.after)


def _is_applied(watched: _Watched, source: bytes) -> bool:
    if len(source) == len(watched.after) and source == watched.after:
        return True
    if len(source) == len(watched.offered.before.source) or len(watched.region.strip()) < 4:
        return False
    return watched.region in source and watched.region not in watched.offered.before.source


def _is_undone(watched: _Watched, source: bytes) -> bool:
    if source == watched.offered.before.source:
        return True
    return bool(watched.region_before.strip()) and watched.region not in source and watched.region_before in source


def _failure(watched: _Watched, document: Document, problems: Sequence[Problem] | None) -> str:
    """What the checker has against a fix, in words; empty if nothing, or if the text was edited besides."""
    offer = watched.offered
    if problems is None or document.source != watched.after:
        return ""
    if offer.same_kind and sum(p.key == offer.problem.key for p in problems) >= offer.same_kind:
        return "the problem was still reported after it"
    if offer.known is None:
        return ""
    moved = [(edit, moved_by_edits(edit.span.end, offer.edits)) for edit in offer.edits]
    places = [Span(end - len(utf8(edit.new_text)), end) for edit, end in moved]
    new = [
        p for p in match_problems(offer.known, problems, offer.edits).new if any(p.span.touches(at) for at in places)
    ]
    return "it brings new problems: " + "; ".join(dict.fromkeys(f"{p.key}: {p.message}" for p in new)) if new else ""
