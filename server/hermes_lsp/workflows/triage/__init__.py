"""Triage: a bug report or a stack trace, and the files it is likely about."""
