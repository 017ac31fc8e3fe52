"""The same thing said by several people in the same moment."""

import threading
from collections.abc import Container

import pytest
from django.db import connections
from django.test import Client

from fourleaf.people.actions import own
from fourleaf.people.models import Person, Skill
from tests.house import build_house


def test_three_who_name_the_same_new_skill_at_once(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = build_house()
    people = [house.amina, house.ben, house.ruth]
    asked, look = threading.Barrier(len(people)), own._known_skills

    def look_together(wanted: Container[str]) -> dict[str, Skill]:
        found = look(wanted)
        if not found:
            asked.wait(10)  # nobody goes on before all have seen that the skills are new
        return found

    browsers = [_browser_of(person) for person in people]
    monkeypatch.setattr(own, "_known_skills", look_together)
    answers: list[int] = []

    def name_it(browser: Client, person: Person) -> None:
        try:
            fields = {"skills": "Wound care\nCannulation"}
            answers.append(browser.post(f"/people/{person.pk}/skills/", fields).status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=name_it, args=pair) for pair in zip(browsers, people, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert answers == [302] * 3
    assert Skill.objects.count() == 2
    assert all(person.skills.count() == 2 for person in people)


def _browser_of(person: Person) -> Client:
    browser = Client(raise_request_exception=False)
    browser.force_login(person, backend="fourleaf.people.backends.PasswordBackend")
    return browser
