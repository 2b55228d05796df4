"""A workspace for a test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from indexed import Workspace  # type: ignore[import-not-found]


@pytest.fixture
def workspace(tmp_path: Path) -> Callable[[dict[str, str]], Workspace]:
    return lambda files: Workspace(tmp_path, files)
