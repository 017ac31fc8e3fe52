from typing import Any

import django.db.models.functions
from django.db import migrations, models

import fourleaf.kit.envelope.fields


def give_up_unsealed(apps: Any, schema_editor: object) -> None:
    """Copies that lie unsealed are dropped by the worker; their people can ask again."""
    now = django.db.models.functions.Now()
    apps.get_model("mine", "Copy").objects.update(done_at=None, failed_at=now)


class Migration(migrations.Migration):
    dependencies = [
        ("mine", "0002_erasures"),
    ]

    operations = [
        migrations.AddField(
            model_name="copy",
            name="key",
            field=fourleaf.kit.envelope.fields.SealedTextField(null=True),
        ),
        migrations.AddField(
            model_name="copy",
            name="taken_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(give_up_unsealed, migrations.RunPython.noop),
    ]
