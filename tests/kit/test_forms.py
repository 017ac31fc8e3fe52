"""What people type, and what forms say of it."""

from django import forms

from fourleaf.kit.forms import errors_of
from fourleaf.kit.text import one_line


class Told(forms.Form):
    name = forms.CharField()
    note = forms.CharField(max_length=2)


def test_a_line_is_one_line_without_what_the_database_refuses() -> None:
    assert one_line(" Night\0 \n\t rounds ") == "Night rounds"


def test_errors_come_in_the_order_of_the_fields_and_each_once() -> None:
    assert errors_of(Told({"name": "x", "note": "y"})) == []
    assert errors_of(Told({})) == ["This field is required."]
    told = errors_of(Told({"name": "", "note": "long"}))
    assert [text.partition(" ")[0] for text in told] == ["This", "Ensure"]
