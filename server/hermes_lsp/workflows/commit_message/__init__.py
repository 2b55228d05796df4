"""A commit message for what is staged, in the project's own convention.

:mod:`.changes` says what is staged, :mod:`.habits` learns from the history how messages are written for such changes,
and :mod:`.proposing` writes one. What is committed in the end is history, and so teaches the next one.
"""
