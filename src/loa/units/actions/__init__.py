"""The verbs of the organisation. Who may use them is decided by the faces: this room stands below accounts."""

from loa.units.actions.addresses import add_contact_point, close_contact_points, subscribe, unsubscribe
from loa.units.actions.freezing import freeze
from loa.units.actions.importing import import_staff, plan_import
from loa.units.actions.people import close_staff, move_staff, register_staff, second_staff
from loa.units.actions.reorganising import plan_reorganisation, reorganise
from loa.units.actions.structure import close_unit, create_unit, merge_units, move_unit, rename_unit
from loa.units.actions.sync import put_user, set_active, user, users

__all__ = [
    "add_contact_point",
    "close_contact_points",
    "close_staff",
    "close_unit",
    "create_unit",
    "freeze",
    "import_staff",
    "merge_units",
    "move_staff",
    "move_unit",
    "plan_import",
    "plan_reorganisation",
    "put_user",
    "register_staff",
    "rename_unit",
    "reorganise",
    "second_staff",
    "set_active",
    "subscribe",
    "unsubscribe",
    "user",
    "users",
]
