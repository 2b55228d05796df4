"""Skills leave as rules of ast-grep if ast-grep itself makes the same fixes of their examples; else with the reason."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from zlib import crc32

import pytest
import yaml

from hermes_lsp.core.errors import CheckerFailed, CheckerMissing, RecipeInvalid, WorkspaceError
from hermes_lsp.core.example import Example
from hermes_lsp.core.problem import Problem, ProblemKey
from hermes_lsp.core.text import Span
from hermes_lsp.recipes.codec import load
from hermes_lsp.recipes.recipe import RecipeBook
from hermes_lsp.workflows.portability import Portability, find_ast_grep, portability, write_rules

pytestmark = pytest.mark.real_tools


def book(recipes: str, language: str = "python") -> RecipeBook:
    return load(f"version: 1\nlanguage: {language}\nrecipes:\n{recipes}")


def example(marked: str, after: str | None = None, *, language: str = "python", message: str = "wrong") -> Example:
    """The problem lies between « and »; without ``after`` it must be left alone."""
    start, end = marked.index("«"), marked.index("»") - 1
    before = marked.replace("«", "").replace("»", "")
    span = Span(len(before[:start].encode()), len(before[:end].encode()))
    problem = Problem(ProblemKey("tool", "code"), message, span, language, "src/code")
    return Example(f"e{crc32(marked.encode())}", problem, before, before if after is None else after, after is not None)


def tried(recipes: str, *examples: Example, language: str = "python") -> Portability:
    return portability("a-skill", "What is wrong", book(recipes, language), examples, find_ast_grep(os.environ))


def why(found: Portability) -> str:
    assert not found.portable
    return " / ".join(reason for _, reason in found.refused)


def applied(found: Portability, text: str, folder: Path, ending: str = ".py") -> str:
    """What a user of ast-grep alone makes of a text, given the exported file."""
    rules = write_rules(found, "a-skill", folder / "rules")
    file = folder / f"code{ending}"
    file.write_text(text, encoding="utf-8")
    command = [find_ast_grep(os.environ), "scan", "--rule", rules, "--update-all", file]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return file.read_text(encoding="utf-8")


COMPARED = """
- id: equal
  match: $X == None
  replace: ${X} is None
"""


def test_a_recipe_leaves_as_a_rule_that_works_where_it_was_never_tried(tmp_path: Path) -> None:
    found = tried(COMPARED, example("if «a.b == None»:\n    pass\n", "if a.b is None:\n    pass\n"))
    assert not found.refused
    assert applied(found, "x = f(y)  == None\nz = None == x\n", tmp_path) == "x = f(y) is None\nz = None == x\n"


def test_the_document_says_whose_rule_it_is_and_what_it_is_about() -> None:
    found = tried(COMPARED, example("if «a == None»:\n    pass\n", "if a is None:\n    pass\n"))
    (document,) = yaml.safe_load_all(found.as_yaml())
    assert (document["id"], document["language"], document["message"]) == ("a-skill-equal", "Python", "What is wrong")


def test_what_changes_inside_a_larger_pattern_is_the_target_and_the_rest_its_surroundings(tmp_path: Path) -> None:
    recipe = """
    - pattern: '(call (attribute $A "." identifier="warn"@B) $ARGS:argument_list)*'
      change: [{at: B, to: warning}]
    """
    found = tried(recipe, example("«log.warn(1)»\n", "log.warning(1)\n"))
    assert applied(found, "log . warn(1, warn)\nlog.warn\nwarn(1)\n", tmp_path) == (
        "log . warning(1, warn)\nlog.warn\nwarn(1)\n"
    )


def test_what_stands_around_the_parents_is_asked_for(tmp_path: Path) -> None:
    recipe = """
    - pattern: '(assignment identifier="a" "=" (call identifier="f"@F (argument_list "(" ")")))*'
      change: [{at: F, to: g}]
    """
    found = tried(recipe, example("«a = f()»\n", "a = g()\n"))
    assert applied(found, "a = f()\nb = f()\na = b = f()\n", tmp_path) == "a = g()\nb = f()\na = b = f()\n"


def test_a_change_of_several_neighbours_reaches_from_the_first_to_the_last(tmp_path: Path) -> None:
    recipe = """
    - pattern: '$A:string! "if" (not_operator "not" $B:identifier) "else" $C:identifier=$B'
      change: [{at: A..C, to: "${B} or ${A}"}]
    """
    found = tried(recipe, example("x = «'' if not y else y»\n", "x = y or ''\n"))
    assert applied(found, "f('a' if not b else b, '')\n", tmp_path) == "f(b or 'a', '')\n"


def test_a_token_is_written_anew_with_the_named_node_beside_it(tmp_path: Path) -> None:
    recipe = """
    - pattern: '(comparison_operator _ "!="@OP none="None")*'
      change: [{at: OP, to: is not}]
    """
    found = tried(recipe, example("a = «b != None»\n", "a = b is not None\n"))
    assert applied(found, "if f(1)   != None: pass\n", tmp_path) == "if f(1)   is not None: pass\n"


def test_a_token_at_the_end_is_changed_in_the_text_of_its_parent(tmp_path: Path) -> None:
    recipe = """
    - pattern: '(call identifier="get" (argument_list "(" $$$A _:string|integer ")"@E))*'
      change: [{at: E, to: ", timeout=1)"}]
    """
    found = tried(recipe, example("«get(a, 1)»\n", "get(a, 1, timeout=1)\n"))
    assert applied(found, "get(  b,   'c' )\nget()\n", tmp_path) == "get(  b,   'c' , timeout=1)\nget()\n"


def test_several_places_become_several_rules_that_say_that_they_belong_together(tmp_path: Path) -> None:
    recipe = """
    - pattern: '(call identifier="old"@F (argument_list "(" integer="1"@N ")"))*'
      change: [{at: F, to: new}, {at: N, to: "2"}]
    """
    found = tried(recipe, example("«old(1)»\n", "new(2)\n"))
    documents = list(yaml.safe_load_all(found.as_yaml()))
    assert [document["id"] for document in documents] == ["a-skill-r1-1", "a-skill-r1-2"]
    assert all("all a-skill-r1 rules at once" in document["note"] for document in documents)
    assert applied(found, "old(1)\nold(3)\n", tmp_path) == "new(2)\nold(3)\n"


def test_a_run_of_arguments_is_copied_with_its_white_space(tmp_path: Path) -> None:
    recipe = """
    - match: apply($$$A)
      replace: call(${A}, done)
    """
    found = tried(recipe, example("«apply(1, 2)»\n", "call(1, 2, done)\n"))
    assert applied(found, "apply(a,  b=(1, 2))\n", tmp_path) == "call(a,  b=(1, 2), done)\n"


@pytest.mark.parametrize(
    ("template", "old", "new"),
    [
        ("${X|upper}", "f(ab_c)", "AB_C"),
        ("${X|pascal}", "f(ab_cd)", "AbCd"),
        ("${X|constant}", "f(abCd)", "AB_CD"),
        ('${X|stripped("is_", "_now")}', "f(is_late_now)", "late"),
        ('${X|replaced("old", "$new")}', "f(an_old_one)", "an_$new_one"),
        ('${X|after("_")}', "f(a_b_c)", "c"),
        ('${X|wrapped("g(", ")")}', "f(a)", "g(a)"),
        ('${X|wrapped("", "_OLD2")}', "f(a)", "a_OLD2"),
    ],
)
def test_functions_on_a_hole_become_transformations(template: str, old: str, new: str) -> None:
    # In JavaScript "$" may stand in a name, and must not be taken for a hole.
    recipe = f"""
    - match: f($X)
      replace: '{template}'
    """
    one = example(f"«{old}»;\n", f"{new};\n", language="javascript")
    found = tried(recipe, one, language="javascript")
    assert [each.recipe for each in found.portable] == ["r1"], found.refused


def test_where_a_function_has_no_value_the_rule_is_as_silent_as_the_recipe(tmp_path: Path) -> None:
    recipe = """
    - match: f($X)
      replace: '${X|stripped("is_", "_now")}'
    """
    found = tried(recipe, example("«f(is_late_now)»\n", "late\n"))
    assert applied(found, "f(late)\n", tmp_path) == "f(late)\n"


def test_something_is_inserted_before_what_stands_there(tmp_path: Path) -> None:
    recipe = """
    - pattern: '(call identifier="open" (argument_list "(" $A:string! ^G ")"))*'
      change: [{at: G, to: 'encoding="utf-8"', lead: ", "}]
    """
    found = tried(recipe, example("«open('a')»\n", "open('a', encoding=\"utf-8\")\n"))
    assert applied(found, "open('b' )\nopen('b', 'w')\n", tmp_path) == (
        "open('b', encoding=\"utf-8\" )\nopen('b', 'w')\n"
    )


def test_equal_holes_kinds_and_expressions_are_asked_for(tmp_path: Path) -> None:
    recipe = """
    - match: $X if $X else $Y
      where: {Y: {kinds: [integer], exact: true}, X: {like: "[a-z]+"}}
      replace: ${X} or ${Y}
    """
    found = tried(recipe, example("a = «b if b else 1»\n", "a = b or 1\n"))
    text = "a = c if c else 2\na = c if d else 2\na = c if c else d\na = C if C else 2\n"
    assert applied(found, text, tmp_path) == "a = c or 2\n" + text.split("\n", 1)[1]


def test_the_length_of_a_run_and_the_place_are_asked_for(tmp_path: Path) -> None:
    recipe = """
    - pattern: '(call identifier="f"@F (argument_list "(" $$$A{1,4} ")"))*'
      change: [{at: F, to: g}]
      guards: {inside: [function_definition], not-inside: [lambda], unbound: [g]}
    """
    found = tried(recipe, example("def a():\n    «f(1)»\n", "def a():\n    g(1)\n"))
    lines = "def a():\n    f()\n    f(1)\n    f(1, 2)\n    f(1, 2, 3)\n    lambda: f(1)\n"
    made = lines.replace("    f(1)", "    g(1)").replace("    f(1, 2, 3)", "    g(1, 2, 3)")
    assert applied(found, lines + "f(1)\n", tmp_path) == made + "f(1)\n"
    assert applied(found, "from a import g\n" + lines, tmp_path / "other") == "from a import g\n" + lines


def test_other_languages_have_other_names(tmp_path: Path) -> None:
    recipe = """
    - match: $X == null
      replace: ${X} === null
    """
    one = example("if («a == null») b();\n", "if (a === null) b();\n", language="typescript")
    found = tried(recipe, one, language="typescript")
    assert found.portable[0].documents[0]["language"] == "TypeScript"
    assert applied(found, "const x: y = z == null;\n", tmp_path, ".ts") == "const x: y = z === null;\n"


# -- refused


def test_what_the_problem_alone_decides_is_refused() -> None:
    twice = example("a = b == None\nc = «d == None»\n", "a = b == None\nc = d is None\n")
    assert "changes another place too" in why(tried(COMPARED, twice))


def test_a_recipe_that_knows_its_place_from_the_problem_alone_is_refused() -> None:
    recipe = """
    - pattern: '(comparison_operator $X:identifier "==" _*)@C'
      change: [{at: C, to: "${X} is None"}]
    """
    assert "only the problem's place" in why(tried(recipe, example("a = b == «None»\n", "a = b is None\n")))


def test_a_fix_that_ast_grep_does_not_make_is_not_believed() -> None:
    # Comments count as nodes there, and as nothing here.
    recipe = """
    - pattern: '(call identifier="f"@F (argument_list "(" $X:integer! ")"))*'
      change: [{at: F, to: g}]
    """
    with_comment = example("«f(  # why\n    1)»\n", "g(  # why\n    1)\n")
    assert "ast-grep changes nothing" in why(tried(recipe, with_comment))
    assert "ast-grep changes nothing" in why(tried(recipe, example("«f(1)»\n", "g(1)\n"), with_comment))


def test_code_that_must_be_left_alone_is_left_alone_or_the_rule_refused() -> None:
    recipe = """
    - match: $X == None
      anchor: [starts, ends]
      replace: ${X} is None
    """
    good = example("if «a == None»:\n    pass\n", "if a is None:\n    pass\n")
    assert tried(recipe, good).portable
    assert "where we offer nothing" in why(tried(recipe, good, example("assert a == None, «b»\n")))


@pytest.mark.parametrize(
    ("recipe", "reason"),
    [
        ("{match: old(), replace: 'new()', imports: [{module: a, name: new}]}", "adds imports"),
        ("{match: old(), replace: 'new()', guards: {files: ['*.py', '*']}}", "for some files only"),
        ("{match: old(), replace: '${message.0}()'}", "what the checker's message quotes"),
        ("{match: old(), replace: 'new(\"$HOME\")'}", "would take for a hole"),
        ("{match: 'old()', replace: 'new()', guards: {fresh: [never_seen]}}", "which names are in use"),
    ],
)
def test_what_a_rule_has_no_words_for_is_refused_with_the_reason(recipe: str, reason: str) -> None:
    made = {"new": "new()\n", "HOME": 'new("$HOME")\n', "message": "new()\n"}
    after = made["HOME"] if "HOME" in recipe else made["new"]
    text = f"- {recipe}\n"
    assert reason in why(tried(text, example("«old()»\n", after, message="use `new`")))


def test_a_rule_that_ast_grep_does_not_take_is_refused_in_its_words() -> None:
    recipe = """
    - match: f($X)
      where: {X: {like: "(?!b)a"}}
      replace: g(${X})
    """
    assert "ast-grep does not take the rule" in why(tried(recipe, example("«f(a)»\n", "g(a)\n")))


def test_of_two_recipes_the_one_that_ast_grep_reproduces_is_kept() -> None:
    both = COMPARED + "- id: called\n  match: old()\n  replace: 'new()'\n  imports: [{module: a, name: new}]\n"
    first = example("if «a == None»:\n    pass\n", "if a is None:\n    pass\n")
    second = example("«old()»\n", "from a import new\nnew()\n")
    found = tried(both, first, second)
    assert [each.recipe for each in found.portable] == ["equal"]
    assert found.portable[0].examples == (first.id,)
    assert found.refused == (("called", "it adds imports"),)


def test_without_an_example_nothing_is_believed() -> None:
    with pytest.raises(RecipeInvalid, match="no positive example"):
        tried(COMPARED, example("«a»\n"))


def test_a_language_that_ast_grep_does_not_know_is_refused() -> None:
    recipe = "- {pattern: '(integer)@A', change: [{at: A, to: '2'}]}\n"
    found = portability("a-skill", "", book(recipe, "toml"), [], Path("never started"))
    assert why(found) == "ast-grep has no toml"


def test_a_missing_program_is_an_error_that_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    with pytest.raises(CheckerMissing, match="pip install ast-grep-cli"):
        find_ast_grep({"PATH": str(tmp_path)})


@pytest.mark.skipif(os.name == "nt", reason="a script is no program there")
def test_a_program_that_crashes_is_an_error_and_no_refusal(tmp_path: Path) -> None:
    broken = tmp_path / "ast-grep"
    broken.write_text("#!/bin/sh\necho out of memory >&2\nexit 3\n")
    broken.chmod(0o755)
    with pytest.raises(CheckerFailed, match="out of memory"):
        portability("a-skill", "", book(COMPARED), [example("a = «b == None»\n", "a = b is None\n")], broken)


def test_a_rule_file_that_is_there_is_kept(tmp_path: Path) -> None:
    found = tried(COMPARED, example("if «a == None»:\n    pass\n", "if a is None:\n    pass\n"))
    path = write_rules(found, "a-skill", tmp_path)
    path.write_text("# mine\n")
    with pytest.raises(WorkspaceError, match="exists already"):
        write_rules(found, "a-skill", tmp_path)
    assert path.read_text() == "# mine\n"
