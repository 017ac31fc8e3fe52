"""Say something in a space of Fourleaf, listen to it, and miss nothing: a whole client in some sixty lines.

    pip install websockets requests
    fourleaf token you@example.org --scopes read posts:write       # prints a token
    FOURLEAF_TOKEN=fl_… python live_client.py http://localhost:8000 SPACE "Hello from a program"

It posts the text, then prints every post of the space, also those written while it was not connected.
"""

import json
import os
import sys
import time
import uuid
from collections.abc import Iterator
from typing import Any

import requests
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

SIGNED_OUT = 4401


class Fourleaf:
    """One installation, asked and heard with one token."""

    def __init__(self, url: str, token: str) -> None:
        self.url, self.headers = url.rstrip("/"), {"Authorization": f"Bearer {token}"}

    def ask(self, method: str, path: str, **more: Any) -> Any:
        """One request; waits and tries again where the server asks for it. A key makes a second try harmless."""
        headers = {**self.headers, "Idempotency-Key": str(uuid.uuid4())}
        while True:
            answer = requests.request(method, f"{self.url}{path}", headers=headers, timeout=30, **more)
            if answer.status_code not in (429, 503):
                break
            time.sleep(float(answer.headers.get("Retry-After", 1)))
        if answer.status_code >= 400:
            raise RuntimeError(answer.json())  # problem details: title, detail, errors
        return answer.json()

    def missed(self, space: str, after: int) -> list[Any]:
        """Posts and replies after a number, oldest first, from the timeline: for gaps too long for the socket."""
        page, found = self.ask("GET", f"/api/v1/spaces/{space}/posts?replies=true&since={after}"), list[Any]()
        while page["items"]:
            found += reversed(page["items"])
            page = self.ask("GET", page["previous"])
        return found

    def heard(self, space: str, after: int | None) -> Iterator[tuple[int, Any]]:
        """From one connection: the number that has been reached, and the post that has it, if it is a post's."""
        topic = f"space:{space}"
        with connect(f"ws{self.url[4:]}/live", additional_headers=self.headers, proxy=None) as line:
            line.send(json.dumps({"watch": topic, "after": after}))
            while True:
                match json.loads(line.recv(timeout=50)):  # a beat comes every 20 s
                    case {"closed": str(closed)} if closed == topic:
                        raise RuntimeError("This token may not read the space (any more).")
                    case {"watching": str(watched), "at": int(at)} if watched == topic and after is None:
                        yield at, None
                    case {"reload": str(missed), "at": int(at)} if missed == topic:
                        yield from ((post["number"], post) for post in self.missed(space, after or 0))
                        yield at, None
                    case {"topic": str(of), "sequence": int(number), "name": "PostAdded", "post": key} if (
                        of == topic
                    ):
                        yield number, self.ask("GET", f"/api/v1/posts/{key}")
                    case {"topic": str(of), "sequence": int(number)} if of == topic:
                        yield number, None

    def posts(self, space: str, after: int | None = None) -> Iterator[Any]:
        """Every post of a space from now on (or after a number), each once, in order, for ever."""
        delay = 0.5
        while True:
            try:
                for number, post in self.heard(space, after):
                    after, delay = number, 0.5
                    if post:
                        yield post
            except ConnectionClosed as ended:
                if ended.rcvd and ended.rcvd.code == SIGNED_OUT:
                    raise RuntimeError("The token is expired or revoked.") from None
            except (OSError, TimeoutError, InvalidStatus):
                pass  # the server is away: come back, more slowly each time
            time.sleep(delay)
            delay = min(30.0, delay * 2)


if __name__ == "__main__":
    address, place, text = sys.argv[1:]
    fourleaf = Fourleaf(address, os.environ["FOURLEAF_TOKEN"])
    start = fourleaf.ask("GET", f"/api/v1/spaces/{place}/cursor")["last"]
    fourleaf.ask("POST", f"/api/v1/spaces/{place}/posts", json={"body": text})
    for post in fourleaf.posts(place, after=start):
        print(post["number"], post["author"]["name"], post["body"], sep="\t", flush=True)
