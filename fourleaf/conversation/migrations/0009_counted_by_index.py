"""Indexes from which what is unread is counted without looking at the rows themselves."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("conversation", "0008_writtenfor_delegation")]

    operations = [
        migrations.RemoveIndex("post", "conversation_post_stream"),
        migrations.AddIndex(
            "post",
            models.Index(
                condition=Q(root=None),
                fields=["space", "sequence"],
                include=["author", "id"],
                name="conversation_post_stream",
            ),
        ),
        migrations.RemoveIndex("following", "conversation_following_news"),
        migrations.AddIndex(
            "following",
            models.Index(
                condition=Q(is_muted=False, newest__gt=F("read_to")),
                fields=["person"],
                include=["space", "root"],
                name="conversation_following_news",
            ),
        ),
    ]
