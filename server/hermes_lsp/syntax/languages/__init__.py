"""One file per language (or per pair that shares a grammar). Adding a language is adding a file."""
