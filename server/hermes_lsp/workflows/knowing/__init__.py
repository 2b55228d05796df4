"""What the project knows of a symbol: facts in the order of their surprise, for a hover, and all of them as a page.

``pointing`` says what a place stands for, ``gathering`` collects the facts within a time, ``hover`` and
``explanation_page`` put them into words.
"""
