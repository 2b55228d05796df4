"""The codec of ``examples/<id>.yml``: one fix, or one place that must be left alone, as a person likes to read it.

    outcome: positive
    source: "src/app.py, fixed by hand on 2026-11-23"
    language: python
    path: src/app.py
    problem:
      source: ruff
      code: E711
      message: "Comparison to `None` should be `cond is None`"
      start: "1:9"
      end: "1:13"
    before: |
      if x == None:
          pass
    after: |
      if x is None:
          pass

Lines and columns count from 1, columns in code points. A place that no column can say is given as ``bytes: "8..12"``.
``line-ends: crlf`` says that all line ends of both texts are CRLF. A text that a literal block cannot hold is quoted.
``after`` may be left out where it is the same as ``before``.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

from hermes_lsp.core.errors import SkillInvalid
from hermes_lsp.core.example import Example
from hermes_lsp.core.problem import Problem, ProblemKey, Severity
from hermes_lsp.core.text import Span
from hermes_lsp.syntax.positions import LineIndex, Unit

from .plain_yaml import PlainYamlError, load_plain, quote
from .skill import EXAMPLES_FOLDER, SKILL_FILE

MAX_BYTES = 1_000_000
MAX_EXAMPLES = 1_000

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
# What a literal block keeps as it is. YAML 1.1 takes NEL, LS and PS for line ends.
_LITERAL = re.compile(
    "[\\t\\n\\x20-\\x7e\\xa0-\\u2027\\u202a-\\ud7ff\\ue000-\\ufefe\\uff00-\\ufffd\\U00010000-\\U0010ffff]*"
)


def load_examples(folder: Path) -> tuple[list[Example], list[str]]:
    """Read all examples of a skill, in the order of their names.

    Args:
        folder: The skill's folder, or the folder of the examples itself.

    Returns:
        The examples, and one sentence for every file that cannot be used.
    """
    inner = folder / EXAMPLES_FOLDER if (folder / SKILL_FILE).exists() else folder
    if not inner.exists():
        return [], []
    examples: list[Example] = []
    problems: list[str] = []
    try:
        if inner.resolve().parent != inner.parent.resolve():
            return [], [f"{inner} is a link that leads elsewhere; its examples are not read"]
        paths = sorted(path for path in inner.iterdir() if path.suffix == ".yml" and not path.name.startswith("."))
    except OSError as error:
        return [], [f"{inner} cannot be read ({error.strerror})"]
    if len(paths) > MAX_EXAMPLES:
        problems.append(f"{inner} holds {len(paths):,} examples; only the first {MAX_EXAMPLES:,} are read")
    for path in paths[:MAX_EXAMPLES]:
        try:
            examples.append(_read(path))
        except SkillInvalid as error:
            problems.append(error.what)
    return examples, problems


def parse_example(text: str, example_id: str) -> Example:
    """Read one example.

    Raises:
        SkillInvalid: with one sentence that says what is wrong and, where it can, in which line.
    """
    where = f"{EXAMPLES_FOLDER}/{example_id}.yml"
    try:
        data = load_plain(text)
    except PlainYamlError as error:
        raise SkillInvalid(f"{where} cannot be read ({error})") from error
    try:
        return _example(data, example_id)
    except ValueError as error:
        raise SkillInvalid(f"{where}: {error}") from error


def dump_example(example: Example) -> str:
    """Write one example; :func:`parse_example` gives back an equal one.

    Raises:
        SkillInvalid: if a text holds what is no Unicode (lone surrogates), or the id is no file name.
    """
    if not is_example_id(example.id):
        raise SkillInvalid(f"The example's id {example.id!r} is not usable as a file name")
    problem = example.problem
    before, after, crlf = example.before, example.after, False
    if _all_crlf(before) and _all_crlf(after) and "\r\n" in before + after:
        before, after, crlf = before.replace("\r\n", "\n"), after.replace("\r\n", "\n"), True
    try:
        source = example.before.encode()
        example.after.encode()
    except UnicodeEncodeError as error:
        raise SkillInvalid(f"The text of the example {example.id} is not Unicode ({error.reason})") from error
    lines = [f"outcome: {'positive' if example.positive else 'negative'}"]
    if example.source:
        lines.append(f"source: {quote(example.source)}")
    if example.at is not None:
        lines.append(f"at: {quote(example.at.isoformat())}")
    lines += [f"language: {quote(problem.language)}", f"path: {quote(problem.path)}"]
    if crlf:
        lines.append("line-ends: crlf")
    lines += ["problem:", f"  source: {quote(problem.key.source)}"]
    if problem.key.code:
        lines.append(f"  code: {quote(problem.key.code)}")
    lines.append(f"  message: {quote(problem.message)}")
    if problem.severity is not Severity.WARNING:
        lines.append(f"  severity: {problem.severity.name.lower()}")
    lines += _place(source, problem.span)
    if problem.symbols:
        lines += ["  symbols:", *(f"    - {quote(symbol)}" for symbol in problem.symbols)]
    text = "\n".join(lines) + "\n" + _block("before", before)
    return text + _block("after", after) if after != before else text


def is_example_id(name: str) -> bool:
    """True for an id that can be a file's name."""
    return _ID.fullmatch(name) is not None


def _read(path: Path) -> Example:
    where = f"{EXAMPLES_FOLDER}/{path.name}"
    try:
        status = path.lstat()
        if path.is_symlink() and path.resolve().parent != path.parent.resolve():
            raise SkillInvalid(f"{where} is a link that leads out of its folder; it is not read")
        if status.st_size > MAX_BYTES:
            raise SkillInvalid(f"{where} has {status.st_size:,} bytes; {MAX_BYTES:,} are allowed")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise SkillInvalid(f"{where} cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise SkillInvalid(f"{where} is not UTF-8 text") from error
    if not is_example_id(path.stem):
        raise SkillInvalid(f"{where}: the name must be made of letters, digits, dots, hyphens and underscores")
    return parse_example(text, path.stem)


def _example(data: Any, example_id: str) -> Example:
    if not isinstance(data, dict):
        raise ValueError("it is not a list of names and values")
    outcome = _text(data, "outcome", "positive")
    if outcome not in ("positive", "negative"):
        raise ValueError(f"the outcome is {outcome!r}, neither positive nor negative")
    before = _text(data, "before")
    after = _text(data, "after", before)
    if _text(data, "line-ends", "lf") == "crlf":
        before, after = before.replace("\n", "\r\n"), after.replace("\n", "\r\n")
    problem = data.get("problem")
    if not isinstance(problem, dict):
        raise ValueError("it does not say its problem (source, code, message, start, end)")
    severity = _text(problem, "severity", "warning").upper()
    if severity not in Severity.__members__:
        raise ValueError(f"the severity {severity.lower()!r} is not known")
    symbols = problem.get("symbols") or []
    if not isinstance(symbols, list) or not all(isinstance(symbol, str) for symbol in symbols):
        raise ValueError("the symbols are not a list of names")
    return Example(
        id=example_id,
        problem=Problem(
            key=ProblemKey(_text(problem, "source"), _text(problem, "code", "")),
            message=_text(problem, "message", ""),
            span=_span(problem, before.encode()),
            language=_text(data, "language"),
            path=_text(data, "path", ""),
            severity=Severity[severity],
            symbols=tuple(symbols),
        ),
        before=before,
        after=after,
        positive=outcome == "positive",
        source=_text(data, "source", ""),
        at=datetime.fromisoformat(at) if (at := _text(data, "at", "")) else None,
    )


def _text(data: dict[str, Any], name: str, default: str | None = None) -> str:
    value = data.get(name, default)
    if value is None:
        raise ValueError(f"{name} is missing")
    if not isinstance(value, str):
        raise ValueError(f"{name} is not a text")
    return value


def _place(source: bytes, span: Span) -> list[str]:
    index = LineIndex(source)
    start, end = index.position(span.start, Unit.UTF32), index.position(span.end, Unit.UTF32)
    if index.span(start, end, Unit.UTF32) != span:
        return [f'  bytes: "{span.start}..{span.end}"']
    return [f'  {name}: "{at.line + 1}:{at.column + 1}"' for name, at in (("start", start), ("end", end))]


def _span(problem: dict[str, Any], source: bytes) -> Span:
    if "bytes" in problem:
        match = re.fullmatch(r"([0-9]{1,9})\.\.([0-9]{1,9})", _text(problem, "bytes"))
        if not match:
            raise ValueError("bytes does not say a range such as 8..12")
        return Span(int(match[1]), int(match[2]))
    index = LineIndex(source)
    start = _position(problem, "start", _text(problem, "start"))
    end = _position(problem, "end", _text(problem, "end", _text(problem, "start")))
    if end < start:
        raise ValueError("the end of the problem lies before its start")
    if end[0] >= max(index.line_count, 1):
        raise ValueError(f"the problem lies in line {end[0] + 1}, and the text has {index.line_count} lines")
    return index.span(start, end, Unit.UTF32)


def _position(problem: dict[str, Any], name: str, text: str) -> tuple[int, int]:
    match = re.fullmatch(r"([0-9]{1,9}):([0-9]{1,9})", text)
    if not match or "0" in (match[1], match[2]):
        raise ValueError(f"the {name} of the problem is {text!r}; it must be line:column, counted from 1")
    return int(match[1]) - 1, int(match[2]) - 1


def _all_crlf(text: str) -> bool:
    return not re.search(r"[\r\n]", text.replace("\r\n", ""))


def _block(name: str, text: str) -> str:
    """``name`` with the text as a literal block where one can hold it, else quoted line by line."""
    if not text.strip("\n") or not _LITERAL.fullmatch(text):
        return f"{name}: {_quoted_lines(text)}\n"
    # The indentation must be said where the first line does not show it.
    indicator = "2" if text[0] in " \t\n" else ""
    chomping = "-" if not text.endswith("\n") else "+" if text.endswith("\n\n") else ""
    body = "\n".join(f"  {line}" if line else line for line in text.split("\n"))
    return f"{name}: |{indicator}{chomping}\n{body}" + ("" if text.endswith("\n") else "\n")


def _quoted_lines(text: str) -> str:
    lines = text.split("\n")
    if len(lines) < 3:
        return _quoted(text)
    parts = [_quoted(f"{line}\n")[1:-1] for line in lines[:-1]] + ([_quoted(lines[-1])[1:-1]] if lines[-1] else [])
    # A backslash at the end of a line joins it with the next; a blank at the start of the next one must be escaped.
    return (
        '"' + "\\\n  ".join(f"\\{part}" if index and part[0] == " " else part for index, part in enumerate(parts)) + '"'
    )


def _quoted(text: str) -> str:
    """Always with quotes."""
    quoted = quote(text)
    return quoted if quoted.startswith('"') else f'"{quoted}"'
