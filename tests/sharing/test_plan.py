"""What grants cost where there is nothing to look up: the stream keeps its ordered index, and asks for no grant."""

from collections.abc import Callable
from datetime import timedelta

from django.db import connection

from fourleaf.conversation.models import Post
from fourleaf.kit import time
from fourleaf.people.models import Person
from fourleaf.sharing.models import Grant
from fourleaf.spaces.models import Space
from tests.house import House
from tests.sharing.conftest import Ask

PAGE = """
explain (analyze, costs off, timing off, summary off)
select p.id, p.html from conversation_post p
 where p.space_id = %s and p.root_id is null and p.sequence < 900000 order by p.sequence desc limit 41
"""


def test_the_stream_keeps_its_ordered_index(house: House, raw: Callable[[Person], Ask]) -> None:
    others = Space.objects.bulk_create(
        Space(kind="team", name=f"Team {n}", founder=house.amina) for n in range(30)
    )
    Post.objects.bulk_create(
        Post(space=space, author=house.amina, body="x", html="x", sequence=1_000 + number)
        for space in [house.ward, *others]
        for number in range(4_000 if space == house.ward else 100)
    )
    root = Post.objects.filter(space=house.ward, sequence__gte=1_000).first()
    Post.objects.bulk_create(  # between the roots, as where people answer
        Post(space=house.ward, author=house.amina, root=root, body="x", html="x", sequence=5_000 + number)
        for number in range(8_000)
    )
    Grant.objects.bulk_create(
        Grant(
            kind="post", object_id=post.pk, space=post.space, person=house.ben, by=house.amina, purpose="x",
            expires_at=time.now() + timedelta(days=1),
        )
        for post in Post.objects.filter(space__in=others).select_related("space")[:200]
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("analyze conversation_post, sharing_grant")
    plan = "\n".join(row[0] for row in raw(house.ben)(PAGE, house.ward.pk))
    assert "Index Scan Backward using conversation_post_stream" in plan, plan
    assert "Sort" not in plan
    assert plan.count("never executed") >= 2, plan  # the two lists of what is granted
