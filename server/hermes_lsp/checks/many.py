"""Running one checker on many texts: one process for as many as it can take at once.

Texts of the same path, such as the versions of a file, go into trees of their own.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from hermes_lsp.core.errors import CheckerError, CheckerFailed, CheckerMissing, CheckerTimeout
from hermes_lsp.core.problem import Problem

from .checker import CheckTarget, FoundChecker, Shadow, TakesMany
from .run import report_of, run_checker
from .shadow import link_tree

AT_ONCE = 200
"""Texts in one tree: a command line has room for their names, and a failure of the checker concerns no more."""


async def run_checker_on_many(
    found: FoundChecker, targets: Sequence[CheckTarget], *, timeout: float
) -> list[list[Problem] | CheckerError]:
    """The checker's problems with each text, or why it gave no answer, in the order of the texts.

    Args:
        timeout: Seconds for one process, which may look at many texts.
    """
    answers: dict[int, list[Problem] | CheckerError] = {}
    layers, single = _layers(found, targets)
    tasks = [_layer(found, [targets[at] for at in layer], timeout) for layer in layers]
    for layer, told in zip(layers, await asyncio.gather(*tasks), strict=True):
        answers.update(zip(layer, told, strict=True))
    told = await asyncio.gather(*(_one(found, targets[at], timeout) for at in single))
    answers.update(zip(single, told, strict=True))
    return [answers[at] for at in range(len(targets))]


def _layers(found: FoundChecker, targets: Sequence[CheckTarget]) -> tuple[list[list[int]], list[int]]:
    """Indices of the targets that go together, no path twice; and of those that go alone."""
    layers: list[list[int]] = []
    single: list[int] = []
    versions: dict[Path, int] = {}
    for at, target in enumerate(targets):
        inside = target.folder is not None and target.path.is_relative_to(target.folder)
        if not (inside and isinstance(found.checker, TakesMany) and found.checker.takes(target)):
            single.append(at)
            continue
        place = versions.get(target.path, 0)
        while place < len(layers) and len(layers[place]) >= AT_ONCE:
            place += 1
        versions[target.path] = place + 1
        if place == len(layers):
            layers.append([])
        layers[place].append(at)
    return layers, single


async def _one(found: FoundChecker, target: CheckTarget, timeout: float) -> list[Problem] | CheckerError:
    try:
        return await run_checker(found, target, timeout=timeout)
    except CheckerError as error:
        return error


async def _layer(
    found: FoundChecker, targets: Sequence[CheckTarget], timeout: float
) -> list[list[Problem] | CheckerError]:
    """The answers for texts of different paths. What fails for many is tried with fewer, so that one bad file, or too
    long a report, does not silence the others.
    """
    try:
        return list(await _together(found, targets, timeout))
    except (CheckerMissing, CheckerTimeout) as error:
        return [error] * len(targets)
    except CheckerError as error:
        if len(targets) == 1:
            return [error]
    half = len(targets) // 2
    return [answer for part in (targets[:half], targets[half:]) for answer in await _layer(found, part, timeout)]


async def _together(found: FoundChecker, targets: Sequence[CheckTarget], timeout: float) -> list[list[Problem]]:
    checker = found.checker
    if not isinstance(checker, TakesMany):
        raise TypeError(f"{checker.name} looks at one text at a time")
    try:
        with tempfile.TemporaryDirectory(prefix="hermes-lsp-", ignore_cleanup_errors=True) as name:
            shadowed = await asyncio.to_thread(_shadowed, name, targets)
            command = checker.command_for_many(found.program, shadowed)
            report = await report_of(found, command, cwd=Path(name), timeout=timeout)
            return await asyncio.to_thread(checker.parse_many, report, shadowed)
    except OSError as error:
        raise CheckerFailed(
            f"The copies of {len(targets)} files to be checked cannot be made ({error.strerror})",
            kept="The files themselves are as they were",
            todo="Look whether the disk is full",
        ) from error


def _shadowed(name: str, targets: Sequence[CheckTarget]) -> list[CheckTarget]:
    folder = targets[0].folder
    if folder is None:
        raise ValueError("texts outside of a folder are checked one by one")
    root = Path(os.path.realpath(name))  # as the checker will name it
    paths = [target.path.relative_to(folder) for target in targets]
    texts = {path.parts: target.source for path, target in zip(paths, targets, strict=True)}
    link_tree(root, folder, texts)
    return [replace(t, shadow=Shadow(root, root / path)) for t, path in zip(targets, paths, strict=True)]
