"""Review: what a change does not follow, lacks, breaks or repeats, as far as this project's own past and code tell.

``sources`` makes a :class:`~.change.ChangeSet` of a range, of what is staged or of a patch; each file in ``finders/``
looks at it through a :class:`~.known.Known`; ``choosing`` keeps the few that are worth a person's time, and
``experience`` remembers what was shown and what became of it. Nothing of the project is executed but the checkers that
may run.
"""
