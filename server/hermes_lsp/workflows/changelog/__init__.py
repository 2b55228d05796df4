"""A changelog in the project's own words, from its git history.

:mod:`.commits` reads the history, :mod:`.page` the changelog, :mod:`.alignment` tells which entry speaks of which
commit. From those pairs :mod:`.habits` learns what is mentioned, in which group and in which words. :mod:`.proposing`
drafts entries for new commits, :mod:`.inserting` puts them into the page, and :mod:`.experience` learns from what
became of them.
"""
