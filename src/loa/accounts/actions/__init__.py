"""Verbs of accounts: demand, grant and take roles; invite and recover; second factors; pauses for those who guess."""

from loa.accounts.actions.factors import check_code, enrol_totp, require_second_factor
from loa.accounts.actions.roles import grant, require, revoke

__all__ = ["check_code", "enrol_totp", "grant", "require", "require_second_factor", "revoke"]
