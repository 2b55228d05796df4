"""What failed in a CI job, read from its log: which tool, which test or rule, and where in the workspace.

:mod:`.lines` takes away what the CI put around the tools' own words, :mod:`.registry` knows one reader a tool (a file
in ``formats/``), :mod:`.places` finds the files that the log speaks of, and :mod:`.reading` puts them together. A log
is data: nothing in it is run, and a path in it is only ever compared with those of the workspace.
"""
