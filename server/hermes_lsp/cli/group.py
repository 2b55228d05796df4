"""The commands by name. Each is loaded when it is called; the list and its help load none of them."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click
from click.shell_completion import CompletionItem

from hermes_lsp import __version__
from hermes_lsp.core.errors import HermesError

from .exits import FAILED, MEANINGS

COMMANDS = {
    "serve": ("server:serve", "Start the language server; editors do this."),
    "fix": ("fix:fix", "Fix problems in files with the skills that are known."),
    "ci": ("ci:ci", "What failed in a CI job, where, and what is known about it."),
    "changelog": ("changelog:changelog", "Draft changelog entries in the project's own words."),
    "commit-message": ("commit_message:commit_message", "A message for what is staged, as the project writes them."),
    "review": ("review:review", "What a change does not follow, lacks, breaks or repeats."),
    "ask": ("ask:ask", "Ask the configured model a question about the code."),
    "refactor": ("write:refactor", "Have the configured model change code as you say."),
    "write-docs": ("write:write_docs", "Have the configured model document code."),
    "write-tests": ("write:write_tests", "Have the configured model write tests for code."),
    "generate": ("write:generate", "Have the configured model write code at a place."),
    "skills": ("skills:skills", "See, test, share and move skills."),
    "index": ("index:index", "What is defined where in the workspace, and who uses it."),
    "explain": ("explain:explain", "What this project knows of a symbol: use, habits, history, lessons."),
    "conventions": ("conventions:conventions", "What this project does, measured in its code."),
    "learn": ("learn:learn", "Learn fixes from the history of the repository."),
    "triage": ("triage:triage", "What a bug report or a stack trace is likely about."),
    "map": ("map:map_command", "The architecture: components, dependencies, cycles, hot spots; where to add what."),
    "report": ("report:report", "Write a page on what the history teaches, with plots and evidence."),
    "journal": ("journal:journal", "What was learned from, row by row."),
    "doctor": ("doctor:doctor", "What is found, what is missing, and how to mend it."),
    "demo": ("demo:demo", "Show the main job on a small sample project."),
    "eval": ("eval:evaluate", "Measure how well the learners do."),
    "bench": ("bench.command:bench", "Measure speed and memory beside their floors."),
    "schema": ("schema:schema", "Print the JSON Schema of the settings."),
    "completion": ("completion:completion", "Print a completion script for a shell."),
}
"""Name to (module of this package and attribute, what it does). The words stand here so that help needs no import."""


class Failure(click.ClickException):
    """Something could not be done. Shown as a sentence on standard error, without a traceback."""

    exit_code = FAILED

    def show(self, file: Any = None) -> None:
        click.echo(f"hermes-lsp: {self.format_message()}", file=file, err=file is None)


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name][0].split(":")
        command = getattr(import_module(f"{__package__}.{module}"), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{module}:{attribute} is not a command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Exit codes"):
            formatter.write_dl([(str(code), words) for code, words in MEANINGS.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        found = [
            CompletionItem(name, help=words) for name, (_, words) in COMMANDS.items() if name.startswith(incomplete)
        ]
        return found + click.Command.shell_complete(self, ctx, incomplete)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except HermesError as error:
            raise Failure(str(error)) from error
        except KeyboardInterrupt as stopped:
            raise Failure("Stopped before it was done") from stopped


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", message="hermes-lsp %(version)s")
def cli() -> None:
    """A language server that fixes code with skills it has learned in your project.

    Editors start it with `hermes-lsp --stdio`. The commands below are for terminals and CI.
    """


def run(arguments: Sequence[str]) -> int:
    """Run the commands of the terminal and give their exit code."""
    try:
        cli.main(args=list(arguments), prog_name="hermes-lsp")
    except SystemExit as done:
        code = done.code
        return code if isinstance(code, int) else int(code is not None)
    except BrokenPipeError:
        # The reader (`| head`) has what it wanted. Without this Python complains once more when it flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        if error.errno != errno.ENOSPC or error.filename:
            raise
        os.write(2, b"hermes-lsp: What was found cannot be printed: no space is left where it goes\n")
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    return 0
