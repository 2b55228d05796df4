"""The habits of one symbol, asked of an index: a few look-ups, for a hover as well as for counting."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from hermes_lsp.index.facts import Reference, Symbol
from hermes_lsp.index.reader import Index

from .habit import Habit
from .judging import COUNTED_FROM, habits
from .parameters import parameters_called
from .partners import partners_called
from .siblings import siblings_called


def habits_called(
    index: Index,
    target: Symbol | str,
    sites: Sequence[Reference] | None = None,
    *,
    deadline: float | None = None,
    caught: Mapping[tuple[str, int], frozenset[str]] | None = None,
    touched: Mapping[str, float] | None = None,
) -> tuple[Habit, ...]:
    """What holds at most call sites of a symbol, or of something from outside; the most surprising first.

    Args:
        sites: Its sure references, where they are known already.
        deadline: On the clock of ``time.perf_counter``: judge by what was found by then; None to take the time that it
            needs. Only then is it asked what undoes something from outside: names such as ``close`` are everywhere.
        caught: The errors that handlers around the sites name, by path and start, where somebody has read the texts.
        touched: When files were last changed, by path.
    """
    if sites is None:
        left = max((deadline - time.perf_counter()) * 1000, 0.0) if deadline is not None else None
        sites = index.call_sites(target, milliseconds=left).items
    if sum(each.call is not None for each in sites) < COUNTED_FROM:
        return ()
    files = {each.path for each in sites}
    asked = isinstance(target, Symbol) or deadline is None
    return habits(
        sites,
        target=target,
        parameters=parameters_called(index, target),
        partners=partners_called(index, target, files=files, deadline=deadline) if asked else None,
        siblings=siblings_called(index, target, sites, deadline=deadline),
        caught=caught,
        touched=touched,
    )
