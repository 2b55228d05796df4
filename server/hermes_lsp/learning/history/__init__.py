"""Fixes mined from the past of a git repository.

:mod:`.git` reads it, :mod:`.mining` has the checkers look at both sides of each commit and tells fixes from other edits
as it is done for what is saved in an editor, :mod:`.recording` writes what was found into the journal.
"""
