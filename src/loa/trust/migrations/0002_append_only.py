"""The log only grows (DESIGN §5.2)."""

from django.db import migrations

from loa.kernel.guards import append_only, install


class Migration(migrations.Migration):
    dependencies = [("trust", "0001_initial")]
    operations = [install(*append_only("trust_logentry", "log entries are append-only"))]
