"""One file a tool, each with a ``FORMAT``; a file that begins with ``_`` holds what several share."""
