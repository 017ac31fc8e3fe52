"""The bytes of a file on their way out, so that they can be kept, continued and never run."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _

from fourleaf.conversation.media.names import disposition
from fourleaf.conversation.models import StoredFile
from fourleaf.kit.files import store

# A file is looked at, never run: no scripts, no plug-ins, no frames, no origin; and no other site may embed it.
CONFINED = {
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Every fetch asks again whether it may be read; the bytes are only sent when they are not there yet.
    "Cache-Control": "private, no-cache",
}


def send(request: HttpRequest, held: StoredFile, digest: str, media_type: str, kind: str) -> HttpResponseBase:
    """The bytes under a digest, or 304 for who has them; the server answers requests for a part of them."""
    if not digest:
        raise Http404(_("There is no such file."))
    etag, changed = f'"{digest}"', held.at
    headers = {
        **CONFINED,
        "Content-Disposition": disposition(kind, held.name),
        "ETag": etag,
        "Last-Modified": http_date(changed.timestamp()),
    }
    known = get_conditional_response(
        request, etag=etag, last_modified=int(changed.timestamp()), response=HttpResponse(headers=headers)
    )
    if known is not None and known.status_code in (304, 412):
        return known
    try:
        file = store().open(digest)
    except FileNotFoundError as lost:
        raise Http404(_("There is no such file.")) from lost
    answer = FileResponse(file, content_type=media_type)
    for header, text in headers.items():  # after FileResponse has made its own Content-Disposition
        answer[header] = text
    return answer
