"""What people fill in at the desk, and how it becomes a `Draft` and back."""

from loa.web.desk.forms.begin import ReplaceForm, TemplateForm, UnitForm
from loa.web.desk.forms.editor import Editor
from loa.web.desk.forms.review import ApproveForm, ReturnForm
from loa.web.desk.forms.words import NEW_KINDS

__all__ = ["NEW_KINDS", "ApproveForm", "Editor", "ReplaceForm", "ReturnForm", "TemplateForm", "UnitForm"]
