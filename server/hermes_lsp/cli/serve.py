"""`hermes-lsp serve`: its options, and the start of the server. Light on imports, since an editor waits."""

from __future__ import annotations

import argparse
import gc
import logging
import sys
from collections.abc import Sequence

LEVELS = ("debug", "info", "warning", "error")


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until the client ends.

    Returns:
        0 after an orderly shutdown, 1 without one, 2 for options that are wrong.
    """
    try:
        options = _parser().parse_args(argv)
    except SystemExit as end:  # argparse has said why
        return end.code if isinstance(end.code, int) else 2
    output = None
    if options.tcp is None:
        from hermes_lsp.lsp.transport import guard_stdout  # light; and nothing may print before it

        output = guard_stdout()
    try:
        _log(options.log_file, options.log_level)
    except OSError as error:
        print(f"hermes-lsp: the log cannot be written to {options.log_file} ({error.strerror})", file=sys.stderr)
        return 2
    # Half of the start is making classes that live for ever: collecting between them finds nothing.
    gc.disable()
    from hermes_lsp.lsp import garbage
    from hermes_lsp.lsp.server import Server
    from hermes_lsp.lsp.transport import serve_stdio, serve_tcp

    server = Server()
    garbage.begin()
    if output is not None:
        return serve_stdio(server, output)
    host, port = options.tcp
    try:
        return serve_tcp(server, host, port)
    except OSError as error:
        print(f"hermes-lsp: cannot listen on {host}:{port} ({error.strerror})", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="hermes-lsp serve", description="Start the language server.")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--stdio", action="store_true", help="speak over standard input and output (the default)")
    how.add_argument("--tcp", metavar="HOST:PORT", type=_address, help="wait for one client on this address")
    parser.add_argument("--log-file", metavar="PATH", help="write the log here instead of standard error")
    parser.add_argument("--log-level", choices=LEVELS, default="warning", help="how much is logged (%(default)s)")
    # Some editors add it to every server that they start; the message initialize says the same.
    parser.add_argument("--clientProcessId", "--client-process-id", help=argparse.SUPPRESS)
    return parser


def _address(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    if not colon or not port.isdigit() or int(port) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not HOST:PORT")
    return host.strip("[]") or "127.0.0.1", int(port)


def _log(path: str | None, level: str) -> None:
    handler = logging.FileHandler(path, encoding="utf-8") if path else logging.StreamHandler(sys.stderr)
    form = "%(asctime)s %(levelname)s %(name)s: %(message)s"
    logging.basicConfig(handlers=[handler], level=level.upper(), format=form)
    # It logs whole messages, which hold the user's texts.
    logging.getLogger("pygls").setLevel(logging.CRITICAL)
