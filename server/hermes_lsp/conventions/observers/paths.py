"""How files are named in code: ``pathlib`` or ``os.path``."""

from __future__ import annotations

from collections.abc import Iterator

from ..observer import Observation, Observer
from ..page import Page

_CLASSES = frozenset({"Path", "PurePath", "PosixPath", "pathlib.Path", "pathlib.PurePath", "Path.cwd", "Path.home"})


def _observe(page: Page) -> Iterator[Observation]:
    for node in page.nodes("call"):
        called = page.text(node.child_by_field_name("function"))
        if called.rpartition(".")[0] in ("os.path", "osp") or called.startswith("path.join"):
            yield Observation("path", "os.path", node.start_byte, node.end_byte)
        elif called in _CLASSES:
            yield Observation("path", "pathlib", node.start_byte, node.end_byte)


OBSERVER = Observer(
    "paths",
    frozenset({"python"}),
    frozenset({"call"}),
    _observe,
    lambda subject, value: f"Paths are handled with `{value}`",
    hints=lambda subject, value: value == "pathlib",
)
