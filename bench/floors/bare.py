"""The floor of every page: a callable on the same uvicorn that answers each path with bytes made beforehand.

`python -m bench.floors.bare FOLDER` prints its port. A file NAME in the folder holds a whole answer: its head as
it was taken from the real server, an empty line, and the body; it is what `GET /NAME` gets.
"""

import sys
from pathlib import Path
from typing import Any

from fourleaf.gateway.answers import Headers, Receive, Scope, Send
from fourleaf.gateway.server import Server, configured

Prepared = tuple[int, Headers, bytes]


def prepared(whole: bytes) -> Prepared:
    """Status, headers and body of an answer as it came over the wire."""
    head, _empty, body = whole.partition(b"\r\n\r\n")
    first, *lines = head.split(b"\r\n")
    pairs = [line.split(b": ", 1) for line in lines]
    return int(first.split()[1]), [(name, value) for name, value in pairs if name != b"date"], body


class Bare:
    """ASGI with nothing in it."""

    def __init__(self, answers: dict[str, Prepared]) -> None:
        self._answers = answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from the table."""
        if scope["type"] == "lifespan":
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            return await send({"type": "lifespan.shutdown.complete"})
        status, headers, body = self._answers[scope["path"]]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        return await send({"type": "http.response.body", "body": body})


def main(folder: Path) -> None:
    """Serve until SIGTERM."""
    answers = {f"/{path.name}": prepared(path.read_bytes()) for path in folder.iterdir()}
    server: Any = Server(
        configured(Bare(answers), host="127.0.0.1", port=0, ws="none"),
        lambda: print(server.port, flush=True),
    )
    server.run()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
