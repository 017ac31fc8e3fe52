"""The single steps of typing go in time; text, versions and who wrote what stay."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings

from fourleaf.documents import actions
from fourleaf.documents.authorship.keeping import known
from fourleaf.documents.content import opened, tree_of
from fourleaf.documents.models import Authorship, Contribution, Document, DocumentUpdate
from fourleaf.documents.views.progress import _since
from fourleaf.kit import time
from fourleaf.oversight import actions as oversight
from fourleaf.oversight.models import LegalHold
from tests.documents.test_authorship import ONE, THREE, TWO, at, keep, make, who
from tests.house import House

NOON = datetime.fromisoformat("2026-05-04T12:00:00+00:00")
YEAR = timedelta(days=365)


@pytest.fixture
def written(house: House, plan: Document) -> Document:
    """Amina and Ben have written, nobody since; a version and who wrote what are kept."""
    with at(0):
        make(house.amina, plan, ONE)
        make(house.ben, plan, ONE, TWO)
    with at(30):
        keep()
    plan.refresh_from_db()
    return plan


def test_the_agreement_names_them() -> None:
    assert "steps" in {rule.key for rule in settings.AGREEMENT.retention}


def test_young_steps_stay(written: Document) -> None:
    with at(60):
        assert oversight.carry_out() == {}


def test_old_steps_go_and_nothing_that_came_of_them(house: House, written: Document) -> None:
    text, names = tree_of(written), who(written)
    contributed = set(Contribution.objects.values_list("person", "written"))
    with time.at(NOON + YEAR):
        assert oversight.carry_out()["steps"] == 2
        assert oversight.carry_out() == {}
        assert not DocumentUpdate.objects.exists()
        assert (tree_of(written), who(written)) == (text, names) == (text, ["Amina", "Ben"])
        assert written.revisions.get().tree == text
        make(house.ben, written, ONE, TWO.replace("Ask each", "Ask every"), THREE)
        assert [set(each.split()) for each in who(written)] == [{"Amina"}, {"Ben"}, {"Ben"}]
    with time.at(NOON + YEAR + timedelta(hours=1)):
        keep()
    assert written.revisions.order_by("number").last().authors == [house.ben.pk]  # type: ignore[union-attr]
    assert {person for person, _count in contributed} == {house.amina.pk, house.ben.pk}
    assert Document.objects.get(pk=written.pk).sequence == 3


def test_what_no_version_holds_stays(house: House, written: Document) -> None:
    with at(40):
        make(house.amina, written, ONE, TWO, THREE)
    with time.at(NOON + YEAR):
        assert oversight.carry_out()["steps"] == 2
    assert list(DocumentUpdate.objects.values_list("number", flat=True)) == [3]


def test_what_nobody_has_been_named_for_stays(written: Document) -> None:
    Authorship.objects.all().delete()
    with time.at(NOON + YEAR):
        assert oversight.carry_out() == {}


@pytest.mark.parametrize("of", ["person", "space"])
def test_a_hold_keeps_them(of: str, house: House, written: Document) -> None:
    on: dict[str, Any] = {"person": house.ben} if of == "person" else {"space": house.ward}
    LegalHold.objects.create(reason="A complaint.", by=house.omar, **on)
    with time.at(NOON + YEAR):
        oversight.carry_out()
    assert DocumentUpdate.objects.count() == (1 if of == "person" else 2)


def test_authorship_is_never_begun_anew_from_half_a_log(
    written: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fourleaf.documents.text.lineage.VERSION", 99)
    assert known(written.pk).upto == 0
    with time.at(NOON + YEAR):
        oversight.carry_out()
    with pytest.raises(ValueError, match="version"):
        known(written.pk)


def test_who_comes_back_is_told_that_something_changed(house: House, written: Document) -> None:
    with at(1):
        actions.open_document(actor=house.ruth, document=written)
    with at(40):
        make(house.amina, written, ONE, TWO, THREE)
    with at(90):
        keep()
    written.refresh_from_db()
    before = _since(written, house.ruth)
    with time.at(NOON + YEAR):
        assert oversight.carry_out()["steps"] == 3
    assert _since(written, house.ruth) == before == 1
    assert opened(written.pk)[0] == 3
