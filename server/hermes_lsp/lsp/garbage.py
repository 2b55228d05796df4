"""The collector of garbage, kept out of the way of answers.

A full round of it looks through everything that the server knows, for tens of milliseconds and mostly in the midst of
an answer, since that is when objects are made. So full rounds do not come by themselves. One is made every minute, and
what outlives it is left out of the next ones: each looks at what one minute has left behind. A small round is made
after an answer that has left much behind, so that none comes in the midst of the next one.
"""

from __future__ import annotations

import asyncio
import gc

EVERY = 60.0
"""Seconds between two full rounds."""
WHOLE_EVERY = 60
"""Rounds after which one looks through everything again, for cycles among what had outlived an earlier one."""
MUCH = 2_000
"""New objects that are worth a small round."""
_YOUNG, _MIDDLE, _OLD = 20_000, 20, 1_000_000
"""Objects made before a round of the youngest; such rounds before one of the middle-aged; and those before a full one,
which is never."""


def begin() -> None:
    """Leave out what the start has made, and let small rounds come by themselves."""
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
    gc.enable()


def tidy() -> None:
    """To be called when an answer was given: a small round, if it is worth one."""
    if gc.get_count()[0] > MUCH:
        gc.collect(0)


async def collect_now_and_then() -> None:
    """Never ends."""
    rounds = 0
    while True:
        await asyncio.sleep(EVERY)
        rounds += 1
        if rounds % WHOLE_EVERY == 0:
            gc.unfreeze()
        gc.collect()
        gc.freeze()
