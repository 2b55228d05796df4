"""One observer a file. Adding a kind of convention is adding a file with an ``OBSERVER``."""
