"""Rules that the database itself keeps (DESIGN §5), as migration operations for SQLite and PostgreSQL.

Code can have a mistake; these triggers make the mistake fail instead of spreading.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import migrations


@dataclass(frozen=True, slots=True)
class Guard:
    """A trigger that refuses *event* on *table* when *condition* (an SQL expression over NEW/OLD) holds."""

    name: str
    table: str
    event: str  # "INSERT", "UPDATE" or "DELETE"
    reason: str
    condition: str = "1=1"

    def create_sql(self, vendor: str) -> list[str]:
        """Statements that install the trigger."""
        if vendor == "sqlite":
            return [
                f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} FOR EACH ROW "
                f"WHEN {self.condition} BEGIN SELECT RAISE(ABORT, '{self.reason}'); END"
            ]
        returned = "OLD" if self.event == "DELETE" else "NEW"
        return [
            f"CREATE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {self.condition} THEN RAISE EXCEPTION '{self.reason}' USING ERRCODE = 'check_violation'; END IF; "
            f"RETURN {returned}; END $$",
            f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} "
            f"FOR EACH ROW EXECUTE FUNCTION {self.name}()",
        ]

    def drop_sql(self, vendor: str) -> list[str]:
        """Statements that remove the trigger."""
        if vendor == "sqlite":
            return [f"DROP TRIGGER IF EXISTS {self.name}"]
        return [
            f"DROP TRIGGER IF EXISTS {self.name} ON {self.table}",
            f"DROP FUNCTION IF EXISTS {self.name}()",
        ]


def _runner(statements: str, guards: tuple[Guard, ...]) -> Any:
    def run(_apps: Any, schema_editor: Any) -> None:
        for guard in guards:
            for sql in getattr(guard, statements)(schema_editor.connection.vendor):
                schema_editor.execute(sql)

    return run


def install(*guards: Guard) -> migrations.RunPython:
    """A migration operation that installs *guards* (and removes them when undone)."""
    return migrations.RunPython(_runner("create_sql", guards), _runner("drop_sql", guards))


def append_only(table: str, reason: str) -> tuple[Guard, Guard]:
    """Guards that refuse every UPDATE and DELETE on *table*."""
    return (
        Guard(f"{table}_no_update", table, "UPDATE", reason),
        Guard(f"{table}_no_delete", table, "DELETE", reason),
    )
