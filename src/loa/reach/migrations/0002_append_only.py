"""Receipts are facts: the database refuses to change or to drop one (DESIGN §5.5)."""

from django.db import migrations

from loa.kernel.guards import append_only, install


class Migration(migrations.Migration):
    dependencies = [("reach", "0001_initial")]
    operations = [install(*append_only("reach_receipt", "receipts are append-only"))]
