"""Answers counted: means over codes with bootstrap intervals, the curve of wrong against offered, reasons, times."""

from __future__ import annotations

import hashlib
import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

SUPPORTS = (1, 2, 3, 4, 6, 8, 12, 16, 24)
"""Numbers of examples at which the curve is told."""
REASONS = 6
"""Reasons for silence that are told of one code; the others are counted together."""
_QUOTED = re.compile(r"`[^`]*`|“[^”]*”|'[^']*'")


@dataclass(frozen=True, slots=True)
class Measured:
    """One answer.

    Attributes:
        verdict: ``exact`` (equal trees, comments kept), ``wrong`` or ``silent``.
        text_exact: The very same text.
        recipe: Id of the recipe that made the offer.
        why: Why it was silent, or the cause of what is wrong.
        shown: For what is wrong: the lines before, and how what was offered differs from what was expected.
    """

    source: str
    code: str
    shots: int
    seed: int
    row: str
    verdict: str
    text_exact: bool = False
    recipe: str = ""
    tier: str = ""
    support: int = 0
    why: str = ""
    shown: str = ""
    ms: float = 0.0
    learn_ms: float = 0.0


def half_of(code: str) -> str:
    """Which half a code belongs to, by a hash of its name as files are named after it."""
    name = code.replace("/", "__").lstrip("@")
    return "developed" if hashlib.sha256(name.encode()).digest()[0] % 2 == 0 else "unseen"


def report(measured: Sequence[Measured]) -> dict[str, Any]:
    """Means over codes with bootstrap intervals, the curves, times, and what is wrong and silent, by code."""
    out: dict[str, Any] = {"summary": [], "codes": [], "silent": [], "wrong_offers": []}
    groups: dict[tuple[str, int], list[Measured]] = {}
    for each in measured:
        groups.setdefault((each.source, each.shots), []).append(each)
    for (source, shots), mine in sorted(groups.items()):
        for half in ("both", "developed", "unseen"):
            chosen = [each for each in mine if half in ("both", half_of(each.code))]
            if chosen:
                out["summary"].append({"source": source, "shots": shots, "half": half, **_summary(chosen)})
        for code, rows in sorted(_codes(mine).items()):
            head = {"source": source, "shots": shots, "code": code}
            out["codes"].append({**head, **_rates(rows)})
            if reasons := _reasons(rows):
                out["silent"].append({**head, "rows": len(rows), "reasons": reasons})
    out["wrong_offers"] = _wrong_offers(measured)
    return out


def times_of(seconds: Sequence[float]) -> dict[str, float]:
    """Milliseconds."""
    ordered = sorted(seconds) or [0.0]
    return {
        "p50": round(ordered[len(ordered) // 2] * 1000, 2),
        "p95": round(ordered[int(len(ordered) * 0.95)] * 1000, 2) if len(ordered) > 1 else round(ordered[0] * 1000, 2),
        "max": round(ordered[-1] * 1000, 2),
    }


def _codes(measured: Sequence[Measured]) -> dict[str, list[Measured]]:
    codes: dict[str, list[Measured]] = {}
    for each in measured:
        codes.setdefault(each.code, []).append(each)
    return codes


def _rates(rows: Sequence[Measured]) -> dict[str, Any]:
    return {
        "rows": len(rows),
        "exact": _rate(rows, "exact"),
        "text_exact": round(sum(each.text_exact for each in rows) / len(rows), 4),
        "wrong": _rate(rows, "wrong"),
        "silent": _rate(rows, "silent"),
    }


def _rate(measured: Sequence[Measured], verdict: str) -> float:
    return round(sum(each.verdict == verdict for each in measured) / len(measured), 4)


def _summary(measured: Sequence[Measured]) -> dict[str, Any]:
    codes = [_rates(rows) for rows in _codes(measured).values()]
    told: dict[str, Any] = {"codes": len(codes), "rows": len(measured)}
    for key in ("exact", "text_exact", "wrong", "silent"):
        told[key] = round(sum(code[key] for code in codes) / len(codes), 4)
    for key in ("exact", "wrong"):
        told[f"{key}_interval"] = _bootstrap([code[key] for code in codes])
    told["tiers"] = {
        tier: _offered([each for each in measured if each.tier == tier], len(measured))
        for tier in ("candidate", "trusted", "proven")
    }
    most = max(each.support for each in measured)
    told["supports"] = [
        {"least": least, **_offered([each for each in measured if each.support >= least], len(measured))}
        for least in SUPPORTS
        if least <= most
    ]
    told["offer_ms"] = times_of([each.ms / 1000 for each in measured])
    learned = sorted({(each.code, each.seed): each.learn_ms for each in measured}.values())
    told["learn_ms_median"] = round(learned[len(learned) // 2], 1)
    return told


def _offered(offered: Sequence[Measured], rows: int) -> dict[str, Any]:
    """One point of a curve."""
    wrong = sum(each.verdict == "wrong" for each in offered)
    return {
        "offered": len(offered),
        "offered_of_rows": round(len(offered) / rows, 4),
        "wrong": wrong,
        "wrong_of_offered": round(wrong / len(offered), 4) if offered else 0.0,
    }


def _reasons(rows: Sequence[Measured]) -> list[dict[str, Any]]:
    """Why rows stayed silent, the most frequent reason first. What a reason quotes does not make it another one."""
    counts = Counter(_QUOTED.sub("…", each.why) for each in rows if each.verdict == "silent")
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    told = [{"why": why, "rows": count} for why, count in ordered[:REASONS]]
    if others := ordered[REASONS:]:
        told.append({"why": f"{len(others)} other reasons", "rows": sum(count for _, count in others)})
    return told


def _wrong_offers(measured: Sequence[Measured]) -> list[dict[str, Any]]:
    """Each wrong answer once, with the numbers of examples after which it was given and how often."""
    found: dict[tuple[str, str, str, str], list[Measured]] = {}
    for each in measured:
        if each.verdict == "wrong":
            found.setdefault((each.source, each.code, each.row, each.shown), []).append(each)
    return [
        {
            "source": source,
            "code": code,
            "row": row,
            "times": len(mine),
            "shots": sorted({each.shots for each in mine}),
            "recipe": mine[0].recipe,
            "support": max(each.support for each in mine),
            "tiers": sorted({each.tier for each in mine}),
            "cause": mine[0].why,
            "shown": shown,
        }
        for (source, code, row, shown), mine in sorted(found.items())
    ]


def _bootstrap(values: Sequence[float], rounds: int = 1000) -> tuple[float, float]:
    """The middle 95% of the mean under resampling; the same for the same values."""
    chance = random.Random(0)  # noqa: S311 - resampling
    means = sorted(sum(chance.choices(values, k=len(values))) / len(values) for _ in range(rounds))
    return round(means[int(rounds * 0.025)], 4), round(means[int(rounds * 0.975) - 1], 4)
