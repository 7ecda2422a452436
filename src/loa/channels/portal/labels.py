"""The words for codes, in the active language."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

KINDS = {
    "update": _("Situation"),
    "instruction": _("Instruction"),
    "rebuttal": _("Answer to a rumour"),
    "correction": _("Correction"),
    "recall": _("Recall"),
}
URGENCIES = {"urgent": _("Urgent"), "immediate": _("Act now")}
# Standards M4: the five verdicts.
VERDICTS = {
    "false": _("False"),
    "misleading": _("Misleading"),
    "missing_context": _("Lacks context"),
    "unproven": _("Unproven"),
    "true": _("True"),
}
STANDINGS = {"corrected": _("Corrected"), "recalled": _("Recalled")}
