"""Forms meet actions: what an action finds wrong stands at the field, like what the form itself finds."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.safestring import SafeString

from fourleaf.kit.refusals import Invalid


def accepted(form: BaseForm, act: Callable[[], object]) -> bool:
    """Run the action if the form is valid; whether it went through. If not, the form says why (answer 422)."""
    if not form.is_valid():
        return False
    try:
        act()
    except Invalid as invalid:
        form.add_error(invalid.field if invalid.field in form.fields else None, str(invalid.text))
        return False
    return True


def errors_of(form: BaseForm) -> list[str]:
    """What is wrong with a form, sentence by sentence, in the order of its fields; each once."""
    return list(dict.fromkeys(str(error) for errors in form.errors.values() for error in errors))


def invalid(request: HttpRequest, text: object, status: int = 422) -> HttpResponse:
    """What no form can show: what is wrong, and that nothing was changed."""
    return render(request, "kit/invalid.html", {"text": text}, status=status)


def explained(options: dict[Any, tuple[Any, Any]]) -> list[tuple[str, SafeString]]:
    """Choices that carry a sentence each."""
    return [
        (str(value), format_html("{}<small>{}</small>", label, sentence))
        for value, (label, sentence) in options.items()
    ]


class Explained(forms.ChoiceField):
    """A choice whose options explain themselves, in the language of the request."""

    def __init__(self, *, options: dict[Any, tuple[Any, Any]], **kwargs: Any) -> None:
        super().__init__(choices=lambda: explained(options), widget=forms.RadioSelect, **kwargs)


class PlainForm(forms.Form):
    """Labels stand above their fields, without a colon."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
