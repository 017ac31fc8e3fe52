"""Serve the pages of this folder with the real shell and the product's content policy, to look at the design.

Run: python frontend/preview/serve.py [port]; the pages are /stream.html, /waiting.html and so on.
"""

import json
import mimetypes
import sys
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID, uuid4

import django
from django.conf import settings
from django.template import Context
from django.template.engine import Engine
from django.utils import translation

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
from fourleaf.kit.rail import lists_of  # noqa: E402 - found only now
from fourleaf.kit.templatetags.kit import avatar  # noqa: E402

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
PEOPLE = [
    ("Hanna Nowak", "charge nurse, Eastgate B2"),
    ("Rosa Martín", "ward pharmacist, Eastgate"),
    ("Dr Daniel Okafor", "geriatrics, Southfield"),
    ("Ines Okafor", "discharge coordinator, Southfield"),
    ("Tomasz Zieliński", "physiotherapist, Northmoor"),
    ("Priya Raman", "clinical informatics, Riverside"),
]


def person(number: int) -> SimpleNamespace:
    """Make one of the people of the preview."""
    return SimpleNamespace(pk=UUID(int=number), name=PEOPLE[number][0], title=PEOPLE[number][1])


def place(name: str, **extra: object) -> SimpleNamespace:
    """Make one entry of the navigation."""
    usual = {"url": "/stream.html", "topic": "", "unread": 0, "current": False, "dim": False, "note": ""}
    return SimpleNamespace(name=name, **(usual | extra))


NAV = [
    {
        "key": "teams",
        "title": "My teams",
        "places": [
            place("Discharge letters", unread=4, current=True),
            place("Falls prevention", unread=1),
            place("Tumour-board handbook"),
        ],
    },
    {"key": "direct", "title": "Direct", "places": [place("Ines Okafor"), place("Night pharmacy")]},
    {
        "key": "plan",
        "title": "The plan",
        "places": [
            place("Stroke pathway", dim=True, note="from 4 May"),
            place("Home care north", dim=True, note="proposed"),
        ],
    },
]
FOUND = [
    {"label": "Discharge letters", "detail": "Team, 9 members", "url": "/stream.html", "kind": "space"},
    {"label": "Falls prevention", "detail": "Team, 12 members", "url": "/about.html", "kind": "space"},
    *(
        {
            "label": name,
            "detail": title,
            "url": "/profile.html",
            "kind": "person",
            "tone": number,
            "initials": name[:1],
            "insert": f"@{name}",
        }
        for number, (name, title) in enumerate(PEOPLE)
    ),
]


class Preview(BaseHTTPRequestHandler):
    """Answer with a rendered page, a built file, or what a composer hopes for."""

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet."""

    def do_GET(self) -> None:
        """Answer a page, a file, or a search."""
        path, _, query = self.path.partition("?")
        built = ROOT / "fourleaf" / "static_built" / path.removeprefix("/static/")
        page = ROOT / "frontend" / "preview" / path.lstrip("/")
        if path in ("/palette/", "/mentions/"):
            wanted = query.partition("q=")[2].partition("&")[0].lower()
            kinds = {"person"} if path == "/mentions/" else {"person", "space"}
            hits = [hit for hit in FOUND if wanted in str(hit["label"]).lower() and hit["kind"] in kinds]
            self.answer(200, "application/json", json.dumps({"results": hits}).encode())
        elif path.startswith("/static/") and built.is_file():
            kind = mimetypes.guess_type(built.name)[0] or "application/octet-stream"
            self.answer(200, kind, built.read_bytes())
        elif path.startswith("/posts/") and path.endswith(("/acts/", "/thread/")):
            name = "_acts.html" if path.endswith("/acts/") else "_thread.html"
            self.answer(200, "text/html; charset=utf-8", self.rendered(name, query).encode())
        elif page.suffix == ".html" and page.is_file():
            self.answer(200, "text/html; charset=utf-8", self.rendered(page.name, query).encode())
        else:
            self.answer(404, "text/plain", b"nothing here")

    def do_POST(self) -> None:
        """Answer a post as its fragment, everything else with nothing."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/spaces/1/posts/":
            head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
            parts = BytesParser(policy=HTTP).parsebytes(head + body).iter_parts()
            fields = {
                part.get_param("name", header="content-disposition"): part.get_content() for part in parts
            }
            fragment = self.rendered("_sent.html", "", body=fields.get("body", ""), id=uuid4())
            self.answer(201, "text/html; charset=utf-8", fragment.encode())
        elif self.path == "/preview/":
            self.answer(200, "text/html; charset=utf-8", b"<p>What it will <strong>look</strong> like</p>")
        elif self.path == "/files/":
            sent = {
                "id": str(uuid4()),
                "name": "dose-table.pdf",
                "size": len(body),
                "url": "/files/1/dose-table.pdf",
            }
            self.answer(201, "application/json", json.dumps(sent).encode())
        else:
            self.answer(204, "text/plain", b"")

    def rendered(self, name: str, query: str, **extra: object) -> str:
        """Render a page of this folder; ``?lang=ar`` turns it round."""
        language = query.partition("lang=")[2].partition("&")[0] or "en"
        engine = Engine(
            dirs=[str(ROOT / "frontend" / "preview"), str(ROOT / "fourleaf" / "kit" / "templates")],
            libraries={"kit": "fourleaf.kit.templatetags.kit", "i18n": "django.templatetags.i18n"},
        )
        context = {
            "nav": {"html": lists_of([SimpleNamespace(**section) for section in NAV])},
            "me": None if name == "signin.html" else person(0),
            "me_face": avatar(person(0), "small"),
            "people": [person(number) for number in range(len(PEOPLE))],
            "waiting_count": 3,
            "organisation": "Marigold Health",
            "languages": [("en", "English"), ("es", "Español")],
            "csrf_token": "preview",
            "here": "/" if name == "waiting.html" else "",
            "address": "/",
            **extra,
        }
        with translation.override(language):
            return engine.get_template(name).render(Context(context))

    def answer(self, status: int, kind: str, body: bytes) -> None:
        """Send one answer under the product's content policy."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        if status != 204:
            self.wfile.write(body)


if __name__ == "__main__":
    settings.configure(DEBUG=True, STATIC_URL="/static/", USE_I18N=True, SECRET_KEY="preview")  # noqa: S106
    django.setup()
    ThreadingHTTPServer(("127.0.0.1", int((sys.argv[1:] or ["8090"])[0])), Preview).serve_forever()
