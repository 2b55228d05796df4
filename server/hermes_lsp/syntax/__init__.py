"""Grammars, trees, positions, and the facts about each language.

Everything that is true of one language and not of another is said here, in ``languages/``; the floors above name none.
"""
