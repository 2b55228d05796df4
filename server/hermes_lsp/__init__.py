"""hermes-lsp: a language server that fixes, explains and reviews code with skills learned in your project."""

__version__ = "0.1.0"
