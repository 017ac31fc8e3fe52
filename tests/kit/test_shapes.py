"""Shapes: a page that is filled in is the page that Django would have rendered, and holds nothing of another's."""

from contextlib import AbstractContextManager
from types import SimpleNamespace
from unittest import mock
from uuid import uuid4

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourleaf.kit import shapes
from fourleaf.kit.shapes import Shaped, UndecidedError

TEXT = """{% load i18n %}<p id="{{ who.pk }}">{{ who.name }}{% if who.is_new %} {% translate "Sign out" %}{% endif %}
{% if count %}<b>{{ count }}</b>{% endif %}{{ who.name }} {{ html }} {{ icon }} {% csrf_token %}
<a href="/people/{{ who.pk }}/">{{ who.said }}</a></p>"""
FACTS = st.builds(
    lambda name, is_new, count, icon: {
        "who": SimpleNamespace(pk=uuid4(), name=name, is_new=is_new, said=lambda: f"says {name}"),
        "count": count,
        "icon": icon,
        "html": "<i>&</i>",
        "csrf_token": f"token of {name}",
    },
    st.text(),
    st.booleans(),
    st.integers(0, 3),
    st.sampled_from(["lock", "globe"]),
)


def template(text: str) -> AbstractContextManager[object]:
    """A template that is in no file."""
    return mock.patch.object(shapes, "get_template", return_value=SimpleNamespace(template=Template(text)))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pages=st.lists(st.tuples(FACTS, st.sampled_from(["en", "es", "ar"])), min_size=2, max_size=6))
def test_one_shape_serves_all_and_mixes_nobody(pages: list[tuple[dict[str, object], str]]) -> None:
    shaped = Shaped("text", decides=("who.is_new", "count"), fixed=("icon",), keys=("who.pk",))
    with template(TEXT):
        for facts, language in pages:
            with translation.override(language):
                assert shaped.render(facts) == Template(TEXT).render(Context(facts))


@pytest.mark.parametrize(
    "text",
    [
        "{% if who.is_new %}a{% endif %}",
        "{% if count and icon %}a{% endif %}",
        '{% if icon == "lock" %}a{% endif %}',
        "{% for letter in icon %}a{% endfor %}",
        '{{ count|date:"c" }}',
        "{{ who.0 }}",
    ],
)
def test_what_is_not_named_can_only_be_printed(text: str) -> None:
    shaped = Shaped("text", decides=("count",))
    facts = {"who": SimpleNamespace(pk=uuid4(), is_new=True), "count": 1, "icon": "lock"}
    with template(text), pytest.raises((UndecidedError, TypeError, LookupError, AttributeError)):
        shaped.render(facts)


def test_no_more_ways_are_kept_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes, "MOST", 3)
    shaped = Shaped("text", fixed=("count",))
    with template("{{ count }}{{ name }}"):
        for number in range(10):
            assert shaped.render({"count": number, "name": "Ben"}) == f"{number}Ben"
            assert len(shaped._kept) <= 3
