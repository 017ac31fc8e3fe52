"""Where followings and marks stand, told beside them. Triggers rest meanwhile: nothing that a post shows changes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

FILL = """
alter table conversation_following disable trigger user;
alter table conversation_mark disable trigger user;
update conversation_following f set space_id = p.space_id, newest = coalesce((
  select max(r.sequence) from conversation_post r where r.root_id = p.id and r.author_id <> f.person_id
     and not exists (select from conversation_withdrawal w where w.post_id = r.id)), 0)
  from conversation_post p where p.id = f.root_id;
update conversation_mark m set space_id = p.space_id, sequence = p.sequence
  from conversation_post p where p.id = m.post_id;
set constraints all immediate;
set constraints all deferred;
alter table conversation_following enable trigger user;
alter table conversation_mark enable trigger user;
"""


def _space(*, null: bool) -> models.ForeignKey:
    return models.ForeignKey(
        db_index=False,
        null=null,
        on_delete=django.db.models.deletion.CASCADE,
        related_name="+",
        to="spaces.space",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("conversation", "0006_reuse"),
        ("spaces", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("following", "newest", models.BigIntegerField(default=0)),
        migrations.AddField("following", "space", _space(null=True)),
        migrations.AddField("mark", "space", _space(null=True)),
        migrations.AddField("mark", "sequence", models.BigIntegerField(null=True)),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField("following", "space", _space(null=False)),
        migrations.AlterField("mark", "space", _space(null=False)),
        migrations.AlterField("mark", "sequence", models.BigIntegerField()),
        migrations.RemoveIndex("following", "conversation_following_person"),
        migrations.AddIndex(
            "following",
            models.Index(
                condition=Q(is_muted=False),
                fields=["person", "space"],
                name="conversation_following_places",
            ),
        ),
        migrations.AddIndex(
            "following",
            models.Index(
                condition=Q(is_muted=False, newest__gt=F("read_to")),
                fields=["person"],
                name="conversation_following_news",
            ),
        ),
        migrations.AddIndex(
            "mark", models.Index(fields=["space", "kind", "-sequence"], name="conversation_mark_newest")
        ),
    ]
