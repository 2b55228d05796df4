"""Small git repositories with a past, and a checker without a program of its own, for the stories about history."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from hermes_lsp.checks.checker import FoundChecker
from hermes_lsp.checks.custom import Custom
from hermes_lsp.core.settings import CustomChecker
from hermes_lsp.git.commits import commits_of
from hermes_lsp.learning.history.mining import Mined, Rules, mine

NONE = "compare-none"
_CHECKER = """
import re, sys
for row, line in enumerate(sys.stdin, 1):
    if "# quiet" in line:
        continue
    for code, words in (("compare-none", r"== None"), ("compare-true", r"== True"), ("old-print", r"print ")):
        if found := re.search(words, line):
            print(f"{row}:{found.start() + 1}:{row}:{found.end() + 1}: {code} do not write this")
"""
_PATTERN = r"(?P<line>\d+):(?P<column>\d+):(?P<endLine>\d+):(?P<endColumn>\d+): (?P<code>\S+) (?P<message>.*)"


class Past:
    """A repository; each :meth:`commit` is a day later than the one before."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._days = 0
        folder.mkdir(parents=True)
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str) -> str:
        self._days += arguments[0] in ("commit", "merge", "revert")
        date = f"{1_600_000_000 + 86_400 * self._days} +0000"
        who = {"GIT_AUTHOR_NAME": "Ann", "GIT_AUTHOR_EMAIL": "ann@example.org"}
        who |= {name.replace("AUTHOR", "COMMITTER"): value for name, value in who.items()}
        environ = {
            **os.environ,
            **who,
            "GIT_AUTHOR_DATE": date,
            "GIT_COMMITTER_DATE": date,
            "GIT_CONFIG_GLOBAL": os.devnull,
        }
        done = subprocess.run(["git", *arguments], cwd=self.folder, env=environ, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def commit(self, subject: str = "Change", /, **texts: str) -> str:
        """Write files (``a_py`` is ``a.py``, ``lib__a_py`` is ``lib/a.py``), commit them, and give the commit's id."""
        for name, text in texts.items():
            path = self.folder / name.replace("__", "/").replace("_py", ".py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", subject)
        return self.git("rev-parse", "HEAD")


def checker() -> FoundChecker:
    """It complains about `== None`, `== True` and `print `, unless the line says `# quiet`."""
    settings = CustomChecker(
        name="house", command=[sys.executable, "-c", _CHECKER], languages=["python"], stdin=True,
        output="regex", pattern=_PATTERN,
    )  # fmt: skip
    return FoundChecker(Custom(settings), sys.executable)


def mined(past: Past, revisions: str = "HEAD", **rules: object) -> list[Mined]:
    """What the commits of a range show."""
    how = Rules(past.folder, (checker(),), **rules)  # type: ignore[arg-type]
    return [each for some in mine(how, commits_of(past.folder, revisions)) for each in some]
