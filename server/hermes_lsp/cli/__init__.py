"""Commands for terminals and CI. They ask the floors below and print; they decide nothing."""
