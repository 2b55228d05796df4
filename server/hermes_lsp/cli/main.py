"""The door of `hermes-lsp`. An editor waits behind it, so the server's way loads nothing that terminals need."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Returns:
        The exit code; :mod:`.exits` says what each means.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["serve"]:
        return _serve(arguments[1:])
    if any(argument == "--stdio" or argument.split("=")[0] == "--tcp" for argument in arguments):
        return _serve(arguments)  # how most editors start a server: no word for it, only its options
    from .group import run

    return run(arguments)


def _serve(arguments: list[str]) -> int:
    from .serve import main as serve

    return serve(arguments)


if __name__ == "__main__":
    sys.exit(main())
