"""Where reading is recorded, words of a text that stand on another page are read there too."""

from django.test import Client

from fourleaf.chronicle.models import Access
from fourleaf.documents import actions
from fourleaf.documents.models import Document, Task
from fourleaf.spaces.models import Space
from tests.documents.test_tasks import write
from tests.house import House
from tests.sharing.conftest import shown

FRAGMENT = {"HX-Request": "true"}


def test_words_of_a_text_on_other_pages_are_a_reading(house: House, plan: Document, client: Client) -> None:
    write(house.amina, plan, "- [ ] @Ben Achterberg asks bed 7 about the drip\n- [ ] Order bells")
    thread = actions.add_comment(actor=house.amina, document=plan, body="Since when?")
    here = f"/documents/{plan.pk}/comments/"
    pages = {
        "/": {},
        "/tasks/": {},
        f"/tasks/{Task.objects.get(owner=house.ben).pk}/": {},
        f"/spaces/{house.ward.pk}/tasks/": {},
        here: FRAGMENT,
    }
    client.force_login(house.ben)
    for page, headers in pages.items():
        client.get(page, headers=headers)
    client.post(f"{here}{thread.pk}/replies/", {"body": "Today"}, headers=FRAGMENT)
    assert not Access.objects.filter(kind="document").exists()
    Space.objects.filter(pk=house.ward.pk).update(is_audited=True)
    for page, headers in pages.items():
        Access.objects.all().delete()
        assert client.get(page, headers=headers).status_code == 200
        noted = Access.objects.filter(kind="document").values_list(
            "object_id", "person_id", "whose_id", "why"
        )
        assert list(noted) == [(plan.pk, house.ben.pk, house.amina.pk, "member")], page
    Access.objects.all().delete()
    client.post(f"{here}{thread.pk}/replies/", {"body": "Since noon"}, headers=FRAGMENT)
    assert Access.objects.filter(kind="document").count() == 1


def test_what_one_is_shown_is_read_on_the_page_of_one_s_tasks(
    house: House, plan: Document, client: Client
) -> None:
    shown(house.amina, "document", plan.pk, house.omar, role="editor")
    write(house.amina, plan, "- [ ] @Omar Said asks bed 7 about the drip")
    client.force_login(house.omar)
    assert "bed 7" in client.get("/tasks/").content.decode()
    assert [each.why for each in Access.objects.filter(object_id=plan.pk)] == ["grant"]
