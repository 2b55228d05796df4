"""Every error that hermes-lsp raises on purpose.

    HermesError
    ├── SettingsError            a setting has a value that cannot be used
    ├── DocumentError            a text cannot be worked on
    │   ├── UnsupportedLanguage      no grammar for it
    │   ├── NotText                  binary, or not UTF-8
    │   └── TextTooLarge             over the size that we parse
    ├── CheckerError             an external checker did not give an answer
    │   ├── CheckerMissing           the program is not there
    │   ├── CheckerFailed            it crashed, or its report cannot be read
    │   ├── CheckerTimeout           it took longer than its limit
    │   └── CheckerOutputTooLarge    it printed more than its limit
    ├── RecipeError
    │   ├── RecipeInvalid            recipe.yml does not say a recipe
    │   └── StepsExceeded            matching was stopped at its bound
    ├── SkillError
    │   ├── SkillInvalid             the folder does not hold a valid skill
    │   ├── SkillNotFound            no skill of that name
    │   └── UnsafePath               a path or link leads out of the tree it must stay in
    ├── JournalError
    │   ├── JournalBroken            the chain of hashes does not hold
    │   └── JournalUnwritable        the disk is full or read-only
    ├── StoreError               the LanceDB store cannot be read or written
    ├── EditError
    │   ├── StaleEdit                the document has changed since the edit was made
    │   └── OverlappingEdits         two edits of one fix touch the same text
    ├── ModelError               a model gave no answer that can be used
    │   ├── ModelNotConfigured       there is none, or its key is missing
    │   ├── ModelUnreachable         it cannot be connected to
    │   ├── ModelRefused             it does not accept the key, the name or the request
    │   ├── ModelBusy                it is overloaded or limits requests, and waiting did not help
    │   ├── ModelTimeout             it did not begin to answer, or fell silent
    │   ├── ModelAnswerInvalid       its answer is malformed, cut off or too large
    │   ├── BudgetSpent              the tokens that a task or a day may cost are spent
    │   └── NoRightEdit              it answered, and none of its edits stood
    ├── WorkspaceError           the workspace cannot be used (no folder, read-only, untrusted)
    └── RowInvalid               a line of a file to measure on does not hold a recorded fix

An error that a user can meet says what happened, what was kept, and what to do next.
"""

from __future__ import annotations


class HermesError(Exception):
    """Base of all our errors.

    Args:
        what: What happened, as one sentence without a final full stop.
        kept: What was kept or goes on working in spite of it.
        todo: What the user can do next.
    """

    def __init__(self, what: str, *, kept: str = "", todo: str = "") -> None:
        self.what = what
        self.kept = kept
        self.todo = todo
        # The first sentence may begin with the name of a program; those after it begin like sentences.
        parts = (what, kept[:1].upper() + kept[1:], todo[:1].upper() + todo[1:])
        super().__init__(". ".join(part.rstrip(".") for part in parts if part))

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions cross process borders (workers); the default would pickle the joined message only.
        return _rebuild, (type(self), self.what, self.kept, self.todo)


def _rebuild(cls: type[HermesError], what: str, kept: str, todo: str) -> HermesError:
    return cls(what, kept=kept, todo=todo)


class SettingsError(HermesError): ...


class DocumentError(HermesError): ...


class UnsupportedLanguage(DocumentError): ...


class NotText(DocumentError): ...


class TextTooLarge(DocumentError): ...


class CheckerError(HermesError): ...


class CheckerMissing(CheckerError): ...


class CheckerFailed(CheckerError): ...


class CheckerTimeout(CheckerError): ...


class CheckerOutputTooLarge(CheckerError): ...


class RecipeError(HermesError): ...


class RecipeInvalid(RecipeError): ...


class StepsExceeded(RecipeError): ...


class SkillError(HermesError): ...


class SkillInvalid(SkillError): ...


class SkillNotFound(SkillError): ...


class UnsafePath(SkillError): ...


class JournalError(HermesError): ...


class JournalBroken(JournalError): ...


class JournalUnwritable(JournalError): ...


class StoreError(HermesError): ...


class EditError(HermesError): ...


class StaleEdit(EditError): ...


class OverlappingEdits(EditError): ...


class ModelError(HermesError): ...


class ModelNotConfigured(ModelError): ...


class ModelUnreachable(ModelError): ...


class ModelRefused(ModelError): ...


class ModelBusy(ModelError): ...


class ModelTimeout(ModelError): ...


class ModelAnswerInvalid(ModelError): ...


class BudgetSpent(ModelError): ...


class NoRightEdit(ModelError): ...


class WorkspaceError(HermesError): ...


class RowInvalid(HermesError): ...
