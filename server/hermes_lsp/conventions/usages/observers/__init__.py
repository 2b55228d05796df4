"""One observer of use a file; each holds an ``OBSERVER``."""
