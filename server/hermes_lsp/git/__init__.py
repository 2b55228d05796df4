"""Reading git repositories. Nothing is written into one, nothing that one configures is run, and nothing is fetched.

``asking.py`` is the one way to git; every question starts a process, so all of it is for the background and the
terminal, but for ``state.py``, which looks at two files. Names and messages come out as they are: data of others.
"""
