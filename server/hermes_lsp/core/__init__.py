"""Plain frozen data types and the error tree. Nothing here does any I/O.

All places inside a text are **byte offsets into its UTF-8 encoding** (:class:`~hermes_lsp.core.text.Span`), because
that is what the parsers count in. Lines, UTF-16 units and code points exist only at the borders; the one module that
converts is :mod:`hermes_lsp.syntax.positions`.
"""
