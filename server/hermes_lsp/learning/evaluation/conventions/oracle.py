"""What a project's own settings say, beside what was learned without them.

Each :class:`Fact` names one setting, the value of ours that it stands for, and the convention that would say it. A
setting that leaves the choice open (``preserve``, a rule that is off) says nothing, and is not scored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hermes_lsp.core.convention import Convention


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that settings say.

    Attributes:
        name: The setting, as the rows of the measurement call it.
        kind, subject: The convention that says the same.
        meant: From the setting's value and all facts of the row to ours; empty where it says nothing.
        core: One of those that the bar is about.
        languages: Rows of which languages have it.
    """

    name: str
    kind: str
    subject: str
    meant: Callable[[Any, Mapping[str, Any]], str]
    core: bool = True
    languages: tuple[str, ...] = ("python",)


def _among(values: Mapping[str, str]) -> Callable[[Any, Mapping[str, Any]], str]:
    return lambda value, facts: values.get(str(value), "")


def _spaces(value: Any, facts: Mapping[str, Any]) -> str:
    if str(facts.get("indent_style", {}).get("value", "space")) == "tab" or str(value) == "tab":
        return "a tab"
    return f"{value} spaces" if str(value).isdigit() else ""


_QUOTES = _among({"double": "double", "single": "single"})
FACTS = (
    Fact("quote_style", "quotes", "string", _QUOTES, languages=("python", "javascript")),
    Fact("line_length", "line-length", "line", lambda value, facts: str(value), languages=("python", "javascript")),
    Fact("indent_size", "indentation", "block", _spaces),
    Fact("indent", "indentation", "block", _spaces, languages=("javascript",)),
    Fact("docstring_convention", "docstring-style", "section", _among({"numpy": "numpy", "google": "Google"})),
    Fact("import_sorting", "import-order", "modules", lambda value, facts: "sorted"),
    Fact(
        "isort_force_sort_within_sections",
        "import-order",
        "forms",
        _among({"False": "import before from", "True": "sorted by module alone"}),
    ),
    Fact("naming_enforced", "naming", "function", _among({"True": "snake_case"})),
    Fact("naming_enforced", "naming", "class", _among({"True": "PascalCase"})),
    Fact(
        "semi",
        "semicolons",
        "statement",
        _among({"True": "end in a semicolon", "False": "end without a semicolon"}),
        languages=("javascript",),
    ),
    Fact(
        "arrow_parens",
        "arrow-parens",
        "parameter",
        _among({"always": "with parentheses", "avoid": "without parentheses"}),
        core=False,
        languages=("javascript",),
    ),
    Fact("future_annotations_required", "future-annotations", "module", _among({"True": "there"}), core=False),
    Fact("relative_imports_banned", "import-form", "module of the project", _among({"all": "absolute"}), core=False),
    Fact("annotations_required", "annotations", "parameter", _among({"True": "annotated"}), core=False),
    Fact("pathlib_required", "paths", "path", _among({"True": "pathlib"}), core=False),
    Fact("errmsg_variable", "error-raising", "message", _among({"True": "in a variable before it"}), core=False),
    Fact("docstrings_required", "docstring-coverage", "function", _among({"True": "documented"}), core=False),
    Fact(
        "pytest_fixture_parentheses",
        "test-layout",
        "fixture",
        _among({"False": "@pytest.fixture", "True": "@pytest.fixture()"}),
        core=False,
    ),
    Fact(
        "pytest_parametrize_names_type",
        "test-layout",
        "names of parametrized arguments",
        _among({"tuple": "a tuple", "list": "a list", "csv": "one string"}),
        core=False,
    ),
    Fact("insert_final_newline", "file-ends", "last line", _among({"True": "ends with a line end"}), core=False),
    Fact(
        "trim_trailing_whitespace", "file-ends", "white space", _among({"True": "none at the end of lines"}), core=False
    ),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """One fact of one project.

    Attributes:
        fact: Setting and subject.
        meant: What the settings say.
        stated: What was learned; empty where we were silent.
        settled: The code follows the setting: True, False, or None where nobody measured that.
    """

    project: str
    fact: str
    core: bool
    meant: str
    stated: str
    settled: bool | None


def answers(row: Mapping[str, Any], conventions: Iterable[Convention]) -> list[Answer]:
    """All facts of a row that say something.

    Args:
        row: ``project``, ``lang``, ``facts`` (name to ``value`` and ``source``) and ``config_holds_in_code``.
    """
    language = "python" if row["lang"] == "python" else "javascript"
    wide = {
        (each.kind, each.subject): each.value
        for each in conventions
        if each.scope.language == language and not each.scope.directory and each.scope.role in ("", "code")
    }
    found = []
    facts = row["facts"]
    for fact in FACTS:
        if language not in fact.languages or fact.name not in facts:
            continue
        meant = fact.meant(facts[fact.name]["value"], facts)
        if meant:
            stated = wide.get((fact.kind, fact.subject), "")
            settled = row.get("config_holds_in_code", {}).get(fact.name)
            name = fact.name if fact.name != "naming_enforced" else f"{fact.name}: {fact.subject}"
            found.append(Answer(row["project"], name, fact.core, meant, stated, settled))
    return found
