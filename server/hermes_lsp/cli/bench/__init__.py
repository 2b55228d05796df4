"""Measuring speed and memory, each beside a floor measured in the same run. Nothing here is imported elsewhere."""
