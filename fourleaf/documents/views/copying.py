"""A document as a file: Word, PDF or Markdown. Its name says nothing of what is in it."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from fourleaf.conversation.media.pictures import as_png
from fourleaf.documents.content import tree_of
from fourleaf.documents.formats.marking import to_markdown
from fourleaf.documents.formats.pdf import to_pdf
from fourleaf.documents.formats.word_out import Pictures, to_docx
from fourleaf.documents.loading import known_document
from fourleaf.documents.models import Document, Picture
from fourleaf.documents.tree.schema import Tree
from fourleaf.documents.views.reading import head
from fourleaf.kit.files import store
from fourleaf.kit.forms import invalid
from fourleaf.kit.refusals import Invalid
from fourleaf.kit.web import PersonRequest
from fourleaf.people.models import Person
from fourleaf.spaces import policy as spaces

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
Maker = Callable[[Tree, str, Pictures, Callable[[str], str]], bytes]
#: How a copy can be: ending, what it is called, its type, and what makes it.
KINDS: Final[dict[str, tuple[object, str, Maker]]] = {
    "docx": (_("Word (.docx)"), _WORD, to_docx),
    "pdf": (
        _("PDF"),
        "application/pdf",
        lambda tree, title, pictures, person: to_pdf(tree, title, get_language() or "en", pictures, person),
    ),
    "md": (
        _("Markdown (.md)"),
        "text/markdown; charset=utf-8",
        lambda tree, *_rest: to_markdown(tree).encode(),
    ),
}
#: Kinds of pictures that word processors and PDFs know, and their endings.
_ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif"}


@login_required
@require_safe
def copy(request: PersonRequest, document_id: UUID) -> HttpResponse:
    """The page that offers copies; with `?as=docx`, `pdf` or `md` the file. Either is a reading."""
    found = known_document(request, document_id)
    if found.is_withdrawn:
        raise Http404
    page = head(request, found)
    wanted = request.GET.get("as")
    if wanted is None:
        page["can_add"] = spaces.can_add_space(request.user)
        page["kinds"] = [(key, name) for key, (name, _type, _make) in KINDS.items()]
        return render(request, "documents/copy.html", page)
    if wanted not in KINDS:
        return invalid(request, _("There are copies as Word, PDF and Markdown."))
    _name, content_type, make = KINDS[wanted]
    try:
        made = make(tree_of(found), found.title, _pictures(found), _name_of)
    except Invalid as refused:
        return invalid(request, refused.text)
    return HttpResponse(
        made,
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="document.{wanted}"',
            "Cache-Control": "no-store",
        },
    )


def _pictures(document: Document) -> Pictures:
    """The pictures that this document holds."""
    held = {str(each.pk): each for each in Picture.objects.filter(document=document)}

    def picture(key: str) -> tuple[bytes, str] | None:
        found = held.get(key)
        if found is None or not store().has(found.digest):
            return None
        with store().open(found.digest) as file:
            data = file.read()
        if found.media_type in _ENDINGS:
            return data, _ENDINGS[found.media_type]
        made = as_png(data, found.media_type)
        return (made, "png") if made else None

    return picture


def _name_of(key: str) -> str:
    return Person.objects.filter(pk=key).values_list("name", flat=True).first() or ""
