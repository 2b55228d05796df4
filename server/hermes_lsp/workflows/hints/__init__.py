"""Code that does not follow the project's conventions, as hints with a quick fix, on changed lines.

``asking`` is what the server hands to the process that ``finding`` works in.
"""
