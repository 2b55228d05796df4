"""Recipes: fixes made general, as data. Matched and rendered here; learned in ``hermes_lsp.learning.synthesise``.

Nothing here names a language or a checker. Facts about a language are asked of :mod:`hermes_lsp.syntax`.

The format of ``recipe.yml``
----------------------------

A recipe that a person writes is code with holes::

    version: 1
    language: python
    recipes:
      - id: none-is-a-singleton
        match: "$X == None"
        replace: "${X} is None"

``$X`` stands for one node, ``$$$X`` for any number of siblings, and the same name twice for equal texts. In languages
whose variables begin with ``$``, write ``«X»`` and ``«...X»``. More may be said:

``where``
    ``{X: {kinds: [identifier, attribute], like: "[a-z]+", exact: true}}``: what a hole may be.
``anchor``
    Some of ``starts``, ``covers``, ``ends``: how the match lies to the problem's range.
``node``
    The kind of node that is meant, where the code could be several (an expression or a statement of only it).
``imports``
    ``[{module: contextlib, name: suppress, alias: "", place: preceding}]``: what must be imported afterwards. It is
    added where it is missing, merged into an import of the same module, and nothing is offered where that cannot be
    done safely. With ``place: sorted`` it goes where the file's order has it, if the file keeps one. ``form`` tells
    apart the ways in which a language brings a name in.
``removes``
    ``[{module: typing, name: List}]``: imports that go if nothing in the file uses them after the fix.
``taken``
    In place of a pattern, for a problem that lies on an import. ``{names: [covered, quoted, unused]}`` says which of
    its names are meant: those that the range covers, that the message quotes, that nothing uses, that an import above
    brings in as well (``repeated``); all that are listed must agree. They are taken out; with ``from: "${message.0}"``
    they are imported from there instead, with ``again: true`` they get their own name as an alias. ``unless-used:
    false`` is for names that something uses.
``wrapped``
    ``{before: '"', behind: '"', in: [regex]}``, in place of a pattern: what is put around the problem's range, in nodes
    of these kinds. It is for places that are smaller than a node.
``renames``
    ``true`` where what changes is a name at the place that declares it: its other uses, as far as it holds, change with
    it. Nothing is offered where the new name is used there already, where something else there has the old name, or
    where other files may use it.
``traits``
    What the examples of a learned recipe had besides its pattern (:mod:`hermes_lsp.recipes.traits`). A place with
    another trait is another case, and nothing is offered there. A recipe without this key is not held to examples.
``messages``
    Skeletons of the messages it is for: each quoted piece as ```_```, each number as ``0``.
``guards``
    ``inside`` and ``not-inside`` (kinds of enclosing nodes), ``bound`` and ``unbound`` (names that imports bind, or
    must not), ``fresh`` (names not used yet in the statement), ``origins`` (imports that names of the
    pattern must come from), ``says`` (what the message quotes), ``words`` (that stand in the message), ``files`` (glob
    patterns).

A learned recipe says the same in the grammar's own terms, because it knows which children count::

        pattern: (comparison_operator _ "=="@A _:none<*>)*>
        change:
          - at: A
            to: is
        support: [fix-1, fix-7]

``pattern`` is described in :mod:`hermes_lsp.recipes.notation`, templates (``replace`` and ``to``) in
:mod:`hermes_lsp.recipes.template_notation`, the orders of a list in :mod:`hermes_lsp.recipes.orders`. Each entry of
``change`` replaces what stands ``at`` an item, or from one item to another (``A..C``); at a ``^X`` it inserts, with the
white space ``lead`` and ``trail`` around it. ``support`` lists the examples it explains, ``weight`` how much of the
code it pins down (the heavier of two is tried first), ``needs`` how many examples must speak for it before it is
offered. ``caution`` of the whole file is the same for all of its recipes. ``newer-syntax`` and ``with-comments`` are
explained in :class:`hermes_lsp.recipes.recipe.Recipe`.
``recipe.schema.json`` beside this module is the JSON Schema.
"""
