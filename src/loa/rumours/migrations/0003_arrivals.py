from hashlib import blake2b

from django.db import migrations, models

from loa.rumours.core.folding import words


def give_keys(apps, schema_editor):
    """The newest row of each claim gets the key; older doubles keep their counts and none."""
    rumours = apps.get_model("rumours", "Rumour").objects
    seen = set()
    for rumour in rumours.order_by("-last_asked_at", "-id").iterator(chunk_size=500):
        key = blake2b(" ".join(words(rumour.text)).encode(), digest_size=16).hexdigest()
        if key not in seen:
            seen.add(key)
            rumours.filter(pk=rumour.pk).update(key=key)


class Migration(migrations.Migration):

    dependencies = [("rumours", "0002_askers")]

    operations = [
        migrations.CreateModel(
            name="Arrival",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=100, unique=True)),
                ("at", models.DateTimeField(auto_now_add=True, db_index=True)),
            ],
        ),
        migrations.AddField(
            model_name="rumour",
            name="key",
            field=models.CharField(
                editable=False,
                help_text="Hash of the folded words: one row per claim.",
                max_length=32,
                null=True,
                unique=True,
            ),
        ),
        migrations.RunPython(give_keys, migrations.RunPython.noop, elidable=True),
    ]
