"""One finder a file, each with a ``FINDER``."""
