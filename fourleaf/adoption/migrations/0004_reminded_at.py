from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("adoption", "0003_open_areas")]

    operations = [
        migrations.RemoveField(model_name="launchcheck", name="reminded_on"),
        migrations.AddField(
            model_name="launchcheck", name="reminded_at", field=models.DateTimeField(null=True)
        ),
    ]
