"""What goes over the wire until a space can be painted for the first time: its page and all that blocks it."""

import re
from collections.abc import Iterator
from html import unescape

from bench.asking import Views, ask_one, get, page_of
from bench.rows import Goal, Row
from bench.scale import Bench

GZIP = "Accept-Encoding: gzip, deflate, br, zstd"
#: What a browser fetches before it paints: style, fonts that are asked for at once, scripts that are waited for.
NEEDED = re.compile(rb'<(?:link rel="(?:preload|stylesheet|modulepreload)" href|script [^>]*?src)="([^"]+)"')


def measure(bench: Bench) -> Iterator[Row]:
    """Bytes with headers, compressed as the server compresses; no pictures."""
    site = bench.site
    with site.serving(site.full) as served:
        pair = Views(site, site.full).take(Views(site, site.full).spaces[:1])[0]
        session = site.session(pair[0])
        plain = ask_one(served.port, page_of(site, served.port, pair))
        sizes = {"page": len(ask_one(served.port, page_of(site, served.port, pair, GZIP)))}
        for address in dict.fromkeys(unescape(found.decode()) for found in NEEDED.findall(plain)):
            name = re.sub(r"[-.][0-9A-Za-z]{8,}(?=\.)", "", address.rpartition("/")[2])
            sizes[name] = len(ask_one(served.port, get(served.port, address, session, GZIP)))
    yield Row(
        name="first paint of a space, on the wire",
        value=sum(sizes.values()) / 1000,
        unit="kB",
        goal=Goal("value", "≤", 100),
        note=", ".join(f"{name} {size / 1000:.1f} kB" for name, size in sizes.items()),
    )
