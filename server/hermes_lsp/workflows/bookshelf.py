"""Recipes in memory: read from disk when a problem first asks for them, and again when their file changes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from hermes_lsp.core.errors import RecipeInvalid
from hermes_lsp.recipes.codec import load
from hermes_lsp.recipes.recipe import RecipeBook
from hermes_lsp.skills.skill import Skill

RECIPE_FILE = "recipe.yml"
CAPACITY = 512
"""Books kept; one takes some ten kilobytes, and the problems of one file rarely name fifty skills."""
MAX_BYTES = 1_000_000


@dataclass(slots=True)
class Bookshelf:
    """A bounded cache; time and size of the file tell whether a book is still the one on disk. For several threads."""

    _books: OrderedDict[Path, tuple[tuple[int, int], RecipeBook | str]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def book(self, skill: Skill) -> RecipeBook | str:
        """The recipes of a skill, or in words why they cannot be used."""
        if skill.folder is None:
            return "the skill has no folder"
        path = skill.folder / RECIPE_FILE
        try:
            status = path.stat()
        except OSError as error:
            with self._lock:
                self._books.pop(path, None)
            return f"{RECIPE_FILE} cannot be read ({error.strerror})"
        stamp = (status.st_mtime_ns, status.st_size)
        with self._lock:
            held = self._books.get(path)
            if held is not None and held[0] == stamp:
                self._books.move_to_end(path)
                return held[1]
        book = _read(path, status.st_size)  # not under the lock: a request does not wait for another's reading
        with self._lock:
            self._books[path] = (stamp, book)
            while len(self._books) > CAPACITY:
                self._books.popitem(last=False)
        return book

    def warm(self, skills: Iterable[Skill]) -> None:
        """Read books ahead of the request that will need them."""
        for skill in skills:
            self.book(skill)


def _read(path: Path, size: int) -> RecipeBook | str:
    if size > MAX_BYTES:
        return f"{RECIPE_FILE} has {size:,} bytes, more than the {MAX_BYTES:,} that are read"
    try:
        return load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        return f"{RECIPE_FILE} cannot be read ({error})"
    except RecipeInvalid as error:
        return str(error)
