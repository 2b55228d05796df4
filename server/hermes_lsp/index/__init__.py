"""Symbols, references, calls and imports of a workspace: persistent, incremental, and read in milliseconds.

Writing (in a background process or the terminal; reads the disk and may take long):

- ``build.update_index(folder, database, *, only=None, exclude=(), processes=0, seconds=None, progress=None) -> Update``
  brings the index up to date: all of the folder, or ``only`` the given paths (changed, new or removed: what one save or
  one event of the file watcher names). Unchanged files cost a look at their time and size, touched ones a hash. It is
  safe to stop at any time: what was indexed stays, and ``Stats.partial`` says that there is more to do.

Reading (in the server as well; every call is a few look-ups in the database and keeps no trees and no texts):

- ``reader.Index.open(database) -> Index``: a reader for one thread, and a context manager. An index that does not exist
  yet reads as an empty one whose ``stats().partial`` says so. It sees what the writer has committed at each call.
- ``files(under="")``, ``symbols_in(path)``, ``imports_of(path)``: what there is, and what a file holds, in order.
- ``speaks_of(path, source)``: True if this very text of a file is the one that is indexed.
- ``definitions(name, *, path=None)``: symbols of that name.
- ``symbol(path, qualified)``: one symbol, or None.
- ``beginning_with(beginning, folder, *, files)``: symbols in one folder whose names begin so.
- ``enclosing(path, span)``: the symbols around a span, outermost first.
- ``target_at(path, name, offset)``: what the name at an offset of an indexed text stands for: a ``Symbol``, the dotted
  name of something from outside of the workspace (``"requests.get"``), or None where it is not certain.
- ``references(target, *, sure=None, kin=False, limit=None, milliseconds=None) -> Found[Reference]``: ``target`` is a
  ``Symbol``, or a dotted name from outside. Each reference is ``sure`` (resolved to the target) or not (only of that
  name); ``sure=True`` leaves the others out. ``kin=True`` takes those of the members with it that it overrides or that
  override the same: all that must have one name. A use of what may be one of several counts for each of them. The
  definition itself is not among them; import statements are, with ``Role.IMPORT``.
- ``call_sites(target, *, sure=True, among=None, limit=None, milliseconds=None) -> Found[Reference]``: those with a
  ``call`` (the shape of its arguments, and its frame), in all files or ``among`` some.
- ``importers(path) -> Found[Import]``: imports anywhere that lead to a file.
- ``usages(names=None) -> Iterator[Usage]``: for counting over the whole workspace in one trip: everything that is used,
  with its sure references. Streams; for the background, not for a request.
- ``remember(question, answer)``: what somebody makes of such answers, until the index changes.
- ``stats() -> Stats``.

A text that is not saved: ``extract.extract(language, source)`` gives the same facts for one text, without the database.

How it is kept: one row a file, and one row a name and *segment* (a batch of files that were indexed together). What
they say of a file depends on its content alone. Names are tied to files and symbols in other files when a question is
asked (``linking``), so that one changed file is one file's work. The database may be deleted at any time.

The plain data types are in ``facts``. To add a language, write its query in ``queries/``, and a family in ``families/``
if none of those there fits.
"""
