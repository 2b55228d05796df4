"""How well conventions are learned: against what projects' settings say of them (``evaluate``, with ``oracle`` and
``packages``), and by predicting what comes next in time order (``history``).
"""
