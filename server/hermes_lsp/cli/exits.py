"""Exit codes. Scripts rely on them: they are documented in the README and in ``--help`` and do not change."""

from __future__ import annotations

DONE = 0
REMAINS = 1
USAGE = 2
FAILED = 3

MEANINGS = {
    DONE: "nothing to report, or all done",
    REMAINS: "problems, fixes or findings remain",
    USAGE: "the command line is wrong",
    FAILED: "something could not be done; standard error says what",
}
