"""Forms meet actions: what an action finds wrong stands at the field, like what the form itself finds."""

from collections.abc import Callable

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

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


def invalid(request: HttpRequest, text: object) -> HttpResponse:
    """422 for what no form can show: what is wrong, and that nothing was changed."""
    return render(request, "kit/invalid.html", {"text": text}, status=422)
