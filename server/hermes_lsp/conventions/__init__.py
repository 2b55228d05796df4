"""Conventions: regularities of a project, counted by observers and stated when the count is firm.

An observer is a file in ``observers/`` with an :class:`~.observer.Observer` named ``OBSERVER``; putting it there is
all that is needed. ``tally.py`` runs the observers over one document, ``counting.py`` adds the tallies up and says
what is firm, ``deviations.py`` finds the cases of a document that do not follow.
"""
