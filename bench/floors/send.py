"""The same as `send.c` where there is no C compiler: `os.write` in a loop, which costs about a fifth more."""

import os
import select
import socket
import sys
from pathlib import Path


def main(frame: bytes) -> None:
    """Until standard input ends."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=4096)
    print(listener.getsockname()[1], flush=True)
    peers: list[socket.socket] = []
    descriptors: list[int] = []
    while True:
        ready = select.select([0, listener.fileno()], [], [])[0]
        if listener.fileno() in ready:
            peer, _address = listener.accept()
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            peers.append(peer)
            descriptors.append(peer.fileno())
        if 0 in ready:
            if not os.read(0, 1):
                return
            for descriptor in descriptors:
                os.write(descriptor, frame)


if __name__ == "__main__":
    main(Path(sys.argv[1]).read_bytes())
