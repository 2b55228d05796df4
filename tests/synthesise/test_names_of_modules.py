"""Names that a fix brings in, written as the file at hand imports them."""

from __future__ import annotations

import pytest
from lesson_texts import answer, lesson, taught

from hermes_lsp.recipes.codec import dump, load

ADDED = lesson(
    "import os\n\nx = ⟦os.path.exists(a)⟧\n",
    "import os\nimport pathlib\n\nx = pathlib.Path(a).exists()\n",
)


@pytest.mark.parametrize(
    ("imports", "fixed"),
    [
        pytest.param("import os\n", "import os\nimport pathlib\n\ny = pathlib.Path(b).exists()\n", id="not yet there"),
        pytest.param(
            "import os\nfrom pathlib import Path\n",
            "import os\nfrom pathlib import Path\n\ny = Path(b).exists()\n",
            id="by its name",
        ),
        pytest.param(
            "import os\nimport pathlib as pl\n",
            "import os\nimport pathlib as pl\n\ny = pl.Path(b).exists()\n",
            id="under another name",
        ),
        pytest.param(
            "import os\nfrom pathlib import PurePath\n",
            "import os\nfrom pathlib import PurePath, Path\n\ny = Path(b).exists()\n",
            id="beside others of its module",
        ),
    ],
)
def test_the_file_tells_how(imports: str, fixed: str) -> None:
    book = taught(ADDED)
    assert load(dump(book)) == book
    assert answer(book, f"{imports}\ny = ⟦os.path.exists(b)⟧\n") == fixed


def test_files_with_different_imports_teach_one_recipe() -> None:
    by_name = lesson(
        "import os\nfrom pathlib import Path\n\nz = ⟦os.path.exists(c)⟧\n",
        "import os\nfrom pathlib import Path\n\nz = Path(c).exists()\n",
    )
    book = taught(ADDED, by_name)
    assert any(len(recipe.support) == 2 for recipe in book.recipes)


def test_a_member_is_no_name_that_an_import_could_bind() -> None:
    other = "from m import exists\nimport os\n\ny = ⟦os.path.exists(b)⟧\n"
    assert "pathlib.Path(b).exists()" in answer(taught(ADDED), other)


def test_what_cannot_be_reached_is_not_written() -> None:
    shown = lesson("from m import A\nx = ⟦f(1)⟧\n", "from m import A\nx = A(1)\n", message="call A")
    other = "from m import A as B\ny = ⟦f(2)⟧\n"
    assert answer(taught(shown), other, message="call A") == "from m import A as B\ny = B(2)\n"
    assert "m.A” is not imported here" in answer(taught(shown), "y = ⟦f(2)⟧\n", message="call A")


def test_relative_modules_have_no_name_elsewhere() -> None:
    shown = lesson("from .m import A\nx = ⟦f(1)⟧\n", "from .m import A\nx = A(1)\n")
    assert answer(taught(shown), "from x import B\ny = ⟦f(2)⟧\n").startswith("silent: ")
