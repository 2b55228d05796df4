"""Evidence about skills whose ``SKILL.md`` is not ours to write: built-in ones, the project's, and those that the user
edited. ``evidence.json`` lies in the workspace's private root.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from hermes_lsp.core.evidence import Evidence, Tier

from .disk import replace_file
from .skill import Skill

FILE_NAME = "evidence.json"


@dataclass(frozen=True, slots=True)
class Overlay:
    """What was learned about a skill here; it takes the place of what its folder says."""

    tier: Tier
    evidence: Evidence
    quarantined: str = ""


def load_overlays(root: Path) -> tuple[dict[str, Overlay], list[str]]:
    """By name of the skill; and one sentence for a file or entry that cannot be read."""
    path = root / FILE_NAME
    try:
        data = json.loads(path.read_bytes())
        if not isinstance(data, dict):
            raise ValueError("it is not a table of skills")
    except FileNotFoundError:
        return {}, []
    except (OSError, ValueError) as error:
        return {}, [f"{path} cannot be read ({error}); skills have the tiers that their folders say"]
    names = {f.name for f in fields(Evidence)}
    overlays: dict[str, Overlay] = {}
    problems: list[str] = []
    for name, entry in data.items():
        try:
            counts = {key: int(count) for key, count in entry["evidence"].items() if key in names}
            overlays[name] = Overlay(Tier(entry["tier"]), Evidence(**counts), str(entry.get("quarantined", "")))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            problems.append(f"{path}: the entry of {name} cannot be read ({error}); it is ignored")
    return overlays, problems


def save_overlays(root: Path, overlays: Mapping[str, Overlay]) -> None:
    """Raises WorkspaceError if the file cannot be written; it is then as it was."""
    data = {
        name: {
            "tier": str(overlay.tier),
            "evidence": {key: count for key, count in asdict(overlay.evidence).items() if count},
            **({"quarantined": overlay.quarantined} if overlay.quarantined else {}),
        }
        for name, overlay in sorted(overlays.items())
    }
    replace_file(root / FILE_NAME, (json.dumps(data, indent=2) + "\n").encode())


def with_overlay(skill: Skill, overlay: Overlay, written_tier: str) -> Skill:
    """The skill as it stands here.

    Args:
        skill: As its folder says.
        overlay: What was learned here.
        written_tier: The tier that we wrote into its folder, or empty. If the folder says another one now, its user
            decided so, and that holds. So does retirement, whoever decided it.
    """
    decided = skill.tier is Tier.RETIRED or (written_tier and written_tier != skill.tier)
    return replace(
        skill,
        tier=skill.tier if decided else overlay.tier,
        evidence=overlay.evidence,
        quarantined=skill.quarantined or overlay.quarantined,
    )
