"""Bring a file, as the page does."""

import secrets
from http.client import HTTPConnection

from tests.live.installation import Server
from tests.live.visitor import Visitor


def upload(visitor: Visitor, server: Server, space: str, name: str, data: bytes) -> int:
    """The status with which the server answered."""
    return upload_said(visitor, server, space, name, data)[0]


def upload_said(visitor: Visitor, server: Server, space: str, name: str, data: bytes) -> tuple[int, str]:
    """Status and text of the answer."""
    boundary = secrets.token_hex(16)
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="space"\r\n\r\n{space}\r\n--{boundary}\r\n'
    head += f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n'
    head += "Content-Type: application/octet-stream\r\n\r\n"
    body = head.encode() + data + f"\r\n--{boundary}--\r\n".encode()
    connection = HTTPConnection("127.0.0.1", server.port, timeout=30)
    try:
        connection.request("POST", "/files/", body, {
            "Cookie": "; ".join(f"{name}={value}" for name, value in visitor.cookies.items()),
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "X-CSRFToken": visitor.cookies.get("csrftoken", ""),
            "HX-Request": "true",
            "Origin": f"http://127.0.0.1:{server.port}",
        })  # fmt: skip
        answer = connection.getresponse()
        return answer.status, answer.read().decode(errors="replace")
    finally:
        connection.close()
