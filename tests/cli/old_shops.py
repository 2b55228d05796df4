"""A shop with a past, for the stories about what history teaches."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

BAD = "def {0}({1}):\n    if {1} == None:\n        return 1\n    return 2\n"


def make_old(shop: Path) -> None:
    """Three files, each fixed in a commit of its own, and one that nobody has fixed yet."""
    names = [("greet", "name"), ("order", "total"), ("invoice", "paid")]
    for function, name in (*names, ("refund", "sum")):
        (shop / f"{function}.py").write_text(BAD.format(function, name))
    git(shop, "init", "--quiet")
    commit(shop, 0)
    for day, (function, name) in enumerate(names, 1):
        (shop / f"{function}.py").write_text(BAD.format(function, name).replace("==", "is"))
        commit(shop, day)


def git(folder: Path, *arguments: str, day: int = 0) -> None:
    date = f"{1_700_000_000 + 86_400 * day} +0000"
    who = {f"GIT_{role}_{what}": "ann" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environ = {**os.environ, **who, "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
    subprocess.run(["git", *arguments], cwd=folder, env=environ, check=True, capture_output=True)


def commit(folder: Path, day: int) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", f"Day {day}", day=day)
