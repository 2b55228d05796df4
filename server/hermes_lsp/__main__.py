"""``python -m hermes_lsp`` is ``hermes-lsp``."""

import sys

from hermes_lsp.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
