"""What can go wrong at the desk."""

from __future__ import annotations

from collections.abc import Sequence

from loa.errors import ConflictError, LoaError, NotAllowedError


class DraftIncompleteError(LoaError):
    """The draft cannot be submitted as it is; `problems` lists why, a sentence each."""

    code = "draft_incomplete"
    message = "The bulletin is not ready: %(problems)s"

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = list(problems)
        super().__init__(problems=" ".join(self.problems))


class WrongStateError(ConflictError):
    """The bulletin's state does not allow this act."""

    code = "wrong_state"
    message = "A bulletin in the state “%(state)s” does not allow this."


class EditConflictError(ConflictError):
    """Somebody saved in between. What you wrote is kept in `fields['draft']` by the caller; nothing is lost."""

    code = "edit_conflict"
    message = "%(author)s saved revision %(number)s in the meantime. Your text is kept below; merge and save again."


class SelfApprovalError(NotAllowedError):
    """An author of the text may not approve it (DESIGN §5.1)."""

    code = "self_approval"
    message = "You wrote part of this bulletin, so another person must approve it."


class ApprovalMismatchError(ConflictError):
    """What was approved is not what stands there now: a changed byte asks for a new approval (DESIGN §5.1)."""

    code = "approval_mismatch"
    message = "The bulletin was changed after it was submitted. Look at it again before you approve."


class EndsTooEarlyError(LoaError):
    """The bulletin would already be late news when it goes out."""

    code = "ends_too_early"
    message = "The bulletin ends at %(end)s, before it would go out. Change its end, or let it go out earlier."


class TooManyFilesError(LoaError):
    """A bulletin is read on cheap phones: it holds only so much."""

    code = "too_many_files"
    message = "A bulletin can hold at most %(limit)s pictures and files."


class UnknownFileError(LoaError):
    """A draft names a picture or file that was never taken in for its bulletin."""

    code = "unknown_file"
    message = "The bulletin names a picture or file that was not uploaded here: %(key)s"


class TemplateNameError(ConflictError):
    """A template needs a name of its own in its unit."""

    code = "template_name"
    message = "Give the template a name that no other template of the unit has."
