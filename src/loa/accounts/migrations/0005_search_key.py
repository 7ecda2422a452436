"""Accounts are found by name without marks; those there are get their key."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations, models

from loa.units.core.names import fold


def fill(apps: Any, _schema: Any) -> None:
    """Give every account its key."""
    users = apps.get_model("accounts", "User").objects.filter(search_key="").only("pk", "full_name", "email")
    for user in users.iterator(2_000):
        user.search_key = fold(f"{user.full_name} {user.email}")[:400]
        user.save(update_fields=["search_key"])


class Migration(migrations.Migration):
    dependencies: ClassVar = [("accounts", "0004_other_systems")]
    operations: ClassVar = [
        migrations.AddField(
            "user",
            "search_key",
            models.CharField(
                default="",
                editable=False,
                help_text="Name and e-mail in small letters without marks, for finding.",
                max_length=400,
            ),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
