"""Attempts by a language model: asking it, what it is told, the tools it may use, and what becomes of its edits.

A model is optional and is asked only where the user configured one. What it says is data: text that is parsed for edits
and for calls of a few read-only tools, all of them confined to the workspace. Nothing that it says is executed.
"""
