"""Sums that the database keeps itself, in the transaction that changes a parcel (DESIGN §6)."""

from collections.abc import Iterator
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

COUNTS = ("pending", "sent", "delivered", "failed")
COLUMNS = ", ".join(COUNTS)
PARTS = 16

INSERT = f"INSERT INTO delivery_subtotal (delivery_id, part, {COLUMNS})"
ON_TOP = "ON CONFLICT (delivery_id, part) DO UPDATE SET " + ", ".join(
    f"{name} = delivery_subtotal.{name} + excluded.{name}" for name in COUNTS
)
ALL = ", ".join(f"SUM({name})" for name in COUNTS)
# On SQLite a trigger runs row by row; on PostgreSQL planning's rows come by COPY and are summed a slice at a time.
ADDED_ROW = f"{INSERT} VALUES (NEW.delivery_id, NEW.number % {PARTS}, {', '.join(f'NEW.{name}' for name in COUNTS)}) {ON_TOP}"
ADDED_SLICE = f"{INSERT} SELECT delivery_id, number % {PARTS}, {ALL} FROM added GROUP BY 1, 2 ORDER BY 1, 2 {ON_TOP}"
FILL = f"{INSERT} SELECT delivery_id, number % {PARTS}, {ALL} FROM delivery_parcel GROUP BY 1, 2"
WHICH = f"WHERE delivery_id = OLD.delivery_id AND part = OLD.number % {PARTS}"
CHANGED = "UPDATE delivery_subtotal SET " + ", ".join(f"{n} = {n} + NEW.{n} - OLD.{n}" for n in COUNTS) + f" {WHICH}"
REMOVED = "UPDATE delivery_subtotal SET " + ", ".join(f"{n} = {n} - OLD.{n}" for n in COUNTS) + f" {WHICH}"
DIFFERS = " OR ".join(f"OLD.{name} <> NEW.{name}" for name in COUNTS)
OF_COUNTS = f"UPDATE OF {COLUMNS}"

SQLITE = {
    "added": f"AFTER INSERT ON delivery_parcel FOR EACH ROW BEGIN {ADDED_ROW}; END",
    "changed": f"AFTER {OF_COUNTS} ON delivery_parcel FOR EACH ROW WHEN {DIFFERS} BEGIN {CHANGED}; END",
    "removed": f"AFTER DELETE ON delivery_parcel FOR EACH ROW BEGIN {REMOVED}; END",
}
POSTGRESQL = {
    "added": ("AFTER INSERT ON delivery_parcel REFERENCING NEW TABLE AS added FOR EACH STATEMENT", ADDED_SLICE),
    "changed": (f"AFTER {OF_COUNTS} ON delivery_parcel FOR EACH ROW WHEN ({DIFFERS})", CHANGED),
    "removed": ("AFTER DELETE ON delivery_parcel FOR EACH ROW", REMOVED),
}


def install(_apps: Any, schema_editor: Any) -> None:
    """Sum what is there, then keep the sums."""
    statements = _sqlite() if schema_editor.connection.vendor == "sqlite" else _postgresql()
    for statement in (FILL, *statements):
        schema_editor.execute(statement, params=None)  # as it stands: % is the remainder, not a place


def _sqlite() -> Iterator[str]:
    for name, rest in SQLITE.items():
        yield f"CREATE TRIGGER delivery_subtotal_{name} {rest}"


def _postgresql() -> Iterator[str]:
    for name, (when, what) in POSTGRESQL.items():
        function = f"delivery_subtotal_{name}()"
        yield f"CREATE FUNCTION {function} RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {what}; RETURN NULL; END $$"
        yield f"CREATE TRIGGER delivery_subtotal_{name} {when} EXECUTE FUNCTION {function}"


def remove(_apps: Any, schema_editor: Any) -> None:
    """Take the triggers away."""
    for name in SQLITE:
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(f"DROP TRIGGER delivery_subtotal_{name}")
        else:
            schema_editor.execute(f"DROP FUNCTION delivery_subtotal_{name}() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("delivery", "0002_calls")]
    operations = [
        migrations.CreateModel(
            name="Subtotal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("part", models.PositiveSmallIntegerField()),
                *[(name, models.PositiveIntegerField()) for name in COUNTS],
                (
                    "delivery",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="subtotals",
                        to="delivery.delivery",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("delivery", "part"), name="subtotal_part_once")],
            },
        ),
        migrations.RunPython(install, remove),
    ]
