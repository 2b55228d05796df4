"""Measuring the learner on real fixes, through the very code that the server runs.

:mod:`.rows` reads recorded fixes, :mod:`.answers` learns from some and answers others, :mod:`.splits` does so for many
codes with no project on both sides, :mod:`.figures` counts, and :mod:`.pages` tells it to a person.
"""
