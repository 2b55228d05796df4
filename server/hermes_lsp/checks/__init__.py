"""Runs checkers, reads their reports, and verifies a Fix on a shadow copy. Never writes into the user's files.

Adding a checker is adding one module with a module-level ``CHECKER`` (see :mod:`.checker` for what it must offer), and
its name to the list in :mod:`.discovery`.
"""
