"""Habits of use: what the call sites of one symbol have in common, beyond what the language asks of them.

``habits(sites, target)`` in ``judging`` says what holds for the call sites of one symbol. It needs no text, only what
the index knows of each call, so that a hover can ask. Two degrees are told apart:

- **firm**: by the rule for all conventions (lower Wilson bound of at least 0.9 over 20 cases in 3 files). Only this is
  stated as a convention, and only from this is a call site said to deviate.
- a **count**: at least nine in ten alike, enough of them that it is more than even chance (4 of 4, 9 of 10), in two
  functions or more. Worth reading beside the symbol, as what it is: a count, with its exceptions.

An observer is a file in ``observers/`` with a ``UsageObserver`` named ``OBSERVER``; putting it there is all that is
needed.
"""
