"""A tree of links that looks like the workspace folder, with texts of our own in some places."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path


def link_tree(root: Path, base: Path, texts: Mapping[tuple[str, ...], bytes]) -> None:
    """Fill ``root`` with links to all that lies in ``base``; real folders are made only along the ways to the texts.

    Args:
        texts: By the parts of their path below ``base``, which need not exist there.

    Raises:
        OSError: if it cannot be made, such as where one text's path goes through another one.
    """
    inner: dict[str, dict[tuple[str, ...], bytes]] = {}
    for parts, source in texts.items():
        inner.setdefault(parts[0], {})[parts[1:]] = source
    if base.is_dir():
        for entry in os.scandir(base):
            if entry.name not in inner and entry.name != ".git":
                (root / entry.name).symlink_to(entry.path, target_is_directory=entry.is_dir())
    for name, below in inner.items():
        here = root / name
        if () in below:
            here.write_bytes(below.pop(()))
        if below:
            here.mkdir()
            link_tree(here, base / name, below)
