"""A copy of a post for another space: choose where and what to black out, look at it, then write it."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from fourleaf.conversation import actions
from fourleaf.conversation.models import Post
from fourleaf.conversation.redaction import blacked, passages
from fourleaf.conversation.views.found import readable_post
from fourleaf.kit.forms import PlainForm, accepted
from fourleaf.kit.html import render_markdown
from fourleaf.kit.refusals import demand
from fourleaf.kit.web import PersonRequest
from fourleaf.people.models import Person
from fourleaf.sharing import policy as sharing
from fourleaf.spaces.audience import audience_of
from fourleaf.spaces.models import Space
from fourleaf.spaces.rights import Right


class CopyForm(PlainForm):
    """Where to, what to black out, and whether the copy has been looked at."""

    space = forms.ModelChoiceField(
        Space.objects.none(),
        label=gettext_lazy("Where the copy goes"),
        empty_label=gettext_lazy("Choose a space"),
    )
    hidden = forms.MultipleChoiceField(
        required=False, label=gettext_lazy("Black out"), widget=forms.CheckboxSelectMultiple
    )
    words = forms.CharField(
        required=False, max_length=1000, label=gettext_lazy("Also black out these words, wherever they stand"),
        widget=forms.Textarea(attrs={"rows": 3}), help_text=gettext_lazy("One on each line: names, numbers."),
    )  # fmt: skip
    shown_access = forms.CharField(required=False, max_length=20)
    sure = forms.BooleanField(required=False)

    def __init__(self, *args: Any, person: Person, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        writable = Space.objects.allowing(person, Right.POST).live().exclude(kind=Space.Kind.DIRECT)
        self.fields["space"].queryset = writable.exclude(pk=post.space_id)  # type: ignore[attr-defined]
        numbers = [(str(number), said) for number, said in enumerate(passages(post.body)) if said.strip()]
        self.fields["hidden"].choices = numbers  # type: ignore[attr-defined]

    def blacked(self) -> dict[str, Any]:
        """What the action wants to know."""
        said = self.cleaned_data
        return {"hidden": {int(number) for number in said["hidden"]}, "words": said["words"].splitlines()}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: PersonRequest, post_id: UUID) -> HttpResponse:
    """The first POST shows the copy and who will read it, the second one writes it."""
    person, post = request.user, readable_post(request.user, post_id)
    allowed = not post.is_withdrawn and sharing.can_show(person, post.space, post.author_id)
    demand(allowed, _("Only stewards can show what others wrote."))
    form = CopyForm(request.POST if request.method == "POST" else None, person=person, post=post)
    page: dict[str, Any] = {"post": post, "form": form}
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        if said["sure"] and accepted(form, lambda: _write(person, post, form)):
            messages.success(request, _("The copy is written."))
            return redirect("space", said["space"].pk)
        body = blacked(post.body, **form.blacked())
        html = render_markdown(body, {})
        page |= {"html": html, "space": said["space"], "audience": audience_of(said["space"], person)}
    status = 422 if form.errors else 200
    return render(request, "conversation/copy.html", page, status=status)


def _write(person: Person, post: Post, form: CopyForm) -> Post:
    said = form.cleaned_data
    return actions.add_copy(
        actor=person, post=post, space=said["space"], shown_access=said["shown_access"], **form.blacked()
    )
