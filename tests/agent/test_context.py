"""What a model is told about a problem: ranked, within a budget, explained, and all of it data."""

from __future__ import annotations

from pathlib import Path

from workbench import Bench, make_bench

from hermes_lsp.agent.context import Context, digest_of_symbol, make_context
from hermes_lsp.agent.lessons import Lesson
from hermes_lsp.agent.tools import run_tool
from hermes_lsp.core.convention import Convention, Scope, Support
from hermes_lsp.index.build import update_index
from hermes_lsp.skills.skill import Skill

GREET = """\
import names

LIMIT = 3


def greet(person):
    if names.shown(person) == None:
        return "hello"
    return names.shown(person)
"""
NAMES = '''\
def shown(person):
    """The name to show."""
    return person.name
'''
APP = "from greet import greet\n\n\ndef main(people):\n    for person in people:\n        greet(person)\n"


def workshop(tmp_path: Path) -> Bench:
    bench = make_bench(tmp_path, **{"greet.py": GREET, "names.py": NAMES, "app.py": APP})
    bench.text = GREET
    update_index(bench.folder, bench.where.database)
    return bench


def told(bench: Bench, budget: int = 4_000, **parts: object) -> Context:
    return make_context(bench.material(**parts), budget)


def kinds(context: Context) -> list[str]:
    return [piece.kind for piece in context.pieces]


def test_the_problem_its_code_what_it_uses_and_who_calls_it(tmp_path: Path) -> None:
    context = told(workshop(tmp_path))
    assert kinds(context) == ["problem", "code", "imports", "definition", "callers"]
    problem, code, imports, definition, callers = context.pieces
    assert "ruff/E711 in greet.py, line 7" in problem.text
    assert code.text == GREET[GREET.index("def greet") :].rstrip("\n")
    assert imports.text == "import names"
    assert (definition.title, definition.text) == ("names.py#shown", NAMES.rstrip("\n"))
    assert callers.text == "app.py:6 in main"


def test_skills_conventions_and_lessons_are_told_in_the_order_of_their_use(tmp_path: Path) -> None:
    here, elsewhere = Lesson("-a\n+b", "it failed", "mark", True), Lesson("-c\n+d", "it failed too", "", False)
    scope, support = Scope("python"), Support(48, 50, 5, 0.92)
    conventions = [
        Convention("quotes", "string", "double", scope, support, "Strings are in double quotes"),
        Convention("quotes", "string", "single", Scope("javascript"), support, "Strings are in single quotes"),
    ]
    skills = [Skill("fix-ruff-e711", "Compare by identity", body="Long prose.")]
    context = told(
        workshop(tmp_path), skills=skills, conventions=conventions, lessons=[here, elsewhere], kept=["-e\n+f"]
    )
    order = ["problem", "code", "failed", "imports", "skill", "fixed", "definition", "conventions", "failed", "callers"]
    assert kinds(context) == order
    assert "double quotes" in context.text
    assert "single quotes" not in context.text
    assert "Long prose" not in context.text, "bodies are told on demand"


def test_what_was_changed_since_the_last_commit_is_told(tmp_path: Path) -> None:
    bench = workshop(tmp_path)
    assert "diff" not in kinds(told(bench, committed=GREET))
    (diff,) = [piece for piece in told(bench, committed=GREET.replace("= 3", "= 4")).pieces if piece.kind == "diff"]
    assert "-LIMIT = 4\n+LIMIT = 3" in diff.text


def test_the_budget_leaves_out_what_is_least_use_and_says_so(tmp_path: Path) -> None:
    bench = workshop(tmp_path)
    whole = told(bench)
    context = told(bench, whole.tokens - 1)
    assert kinds(context) == ["problem", "code", "imports", "definition"]
    assert context.tokens < whole.tokens
    assert any("left out" in line and "callers: greet" in line for line in context.explained())
    assert kinds(told(bench, 0)) == ["problem", "code"], "what is needed is told whatever it costs"


def test_every_piece_says_why_it_is_there(tmp_path: Path) -> None:
    lines = told(workshop(tmp_path)).explained()
    assert any("definition: names.py#shown — the code uses it" in line for line in lines)


def test_of_a_long_function_the_lines_near_the_problem_are_told(tmp_path: Path) -> None:
    bench = make_bench(tmp_path)
    bench.text = "def long(name):\n" + "    step()\n" * 300 + "    return name == None\n" + "    step()\n" * 300
    (code,) = [piece for piece in told(bench).pieces if piece.kind == "code"]
    assert code.title == "greet.py, lines 252 to 352"


def test_a_cited_symbol_has_a_hash_that_changes_with_its_code(tmp_path: Path) -> None:
    bench = workshop(tmp_path)
    ((name, digest),) = told(bench).cites
    assert digest_of_symbol(bench.where, name) == digest
    (bench.folder / "names.py").write_text(NAMES.replace("return person", "# changed\n    return  person"))
    assert digest_of_symbol(bench.where, name) == digest, "layout and comments do not count"
    (bench.folder / "names.py").write_text(NAMES.replace("person.name", "person.label"))
    assert digest_of_symbol(bench.where, name) not in (digest, None)
    (bench.folder / "names.py").unlink()
    assert digest_of_symbol(bench.where, name) is None


def test_the_tools_answer_from_the_index(tmp_path: Path) -> None:
    where = workshop(tmp_path).where
    assert run_tool(where, "find_symbol", {"name": "shown"}).startswith("names.py:1 function shown(person)")
    assert "app.py:6 call in main" in run_tool(where, "references", {"name": "greet"})
    assert run_tool(where, "search", {"text": "for person"}) == "app.py:5 for person in people:"
    assert "no definition of nothing" in run_tool(where, "find_symbol", {"name": "nothing"}).lower()
    for arguments in (None, {}, {"name": 3}, {"name": "a b"}, {"text": ""}, {"path": "names.py", "first": "x"}):
        for tool in ("read", "find_symbol", "references", "search", "read_skill"):
            assert run_tool(where, tool, arguments)
