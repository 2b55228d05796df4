"""Habits with their subject: names as people write them, and firm habits as conventions."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hermes_lsp.core.convention import Convention, Scope, Support
from hermes_lsp.index.facts import Symbol, SymbolKind

from .habit import Caught, Habit

KIND = "usage-"
"""Kinds of conventions of use begin with it."""
CAUGHT = "caught"
"""The kind of habit that says which error is caught around a call."""

_DEFAULT = re.compile(r"\.default(?=\.|$)")


def name_of(target: Symbol | str) -> str:
    """Such as ``get_session()``, ``Session.close()`` or ``pathlib.Path.open()``."""
    if isinstance(target, str):
        return f"{_DEFAULT.sub('', target.replace('()', ''))}()"
    return target.qualified if target.kind == SymbolKind.MACRO else f"{target.qualified}()"


def full_sentence(habit: Habit) -> str:
    """Such as "``get_session()`` is used in a ``with`` at all 47 call sites"."""
    subject = f"`{name_of(habit.target)}`" if habit.target is not None else "It"
    return f"{subject} is {habit.sentence}"


def as_conventions(found: Iterable[Habit]) -> tuple[Convention, ...]:
    """The firm ones among them, as conventions of the project.

    The subject names what is called: ``path:qualified`` for a symbol, the dotted name for what comes from outside. The
    value is what a call site that does not follow lacks, where that is certain, else what is done.
    """
    return tuple(
        Convention(
            f"{KIND}{habit.kind}",
            subject_of(habit.target),
            habit.insert or habit.value,
            Scope(habit.language, habit.scope),
            Support(habit.agreeing, habit.cases, habit.files, habit.lower),
            f"`{name_of(habit.target)}` is {habit.words}",
            habit.exceptions,
        )
        for habit in found
        if habit.firm and habit.target is not None
    )


def as_caught(found: Iterable[Habit]) -> tuple[Caught, ...]:
    """Those that say which error is caught."""
    return tuple(
        Caught(subject_of(habit.target), habit.value, habit.agreeing, habit.cases, habit.exceptions)
        for habit in found
        if habit.kind == CAUGHT and habit.target is not None
    )


def subject_of(target: Symbol | str) -> str:
    """What a convention of use calls its target."""
    return target if isinstance(target, str) else f"{target.path}:{target.qualified}"
