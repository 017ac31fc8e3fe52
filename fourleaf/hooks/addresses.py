"""Where an outgoing webhook may go: which addresses are fit to be called, and which hosts are public.

Against server-side request forgery (OWASP SSRF): hosts are judged by what their name means at the moment of calling.
"""

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from fourleaf.kit.refusals import ensure

LONGEST = 500
#: IPv6 addresses that carry an IPv4 one, to which a gateway may lead: RFC 4291, 6052 (NAT64), 3056 (6to4).
TRANSLATED = tuple(map(ipaddress.ip_network, ("::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16")))


def is_public(address: str) -> bool:
    """Whether an IP address (maybe with a zone) belongs to the internet: not private, loopback or multicast"""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            found = found.ipv4_mapped
        elif any(found in network for network in TRANSLATED):
            return False
    return found.is_global and not found.is_multicast


def checked(url: str) -> tuple[str, str]:
    """The address as it is kept, and its host; raises Invalid where it is not one that we may call."""
    url = url.strip()
    ensure(
        len(url) <= LONGEST and url.isprintable() and url.isascii(), _("This is not a web address."), "url"
    )
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    host = (parts.hostname or "").rstrip(".")
    ensure(bool(host) and port != 0 and " " not in url, _("This is not a web address."), "url")
    is_secure = parts.scheme == "https" or (parts.scheme == "http" and settings.WEBHOOK_PRIVATE)
    ensure(
        is_secure, _("The address must begin with https://, so that nobody on the way reads along."), "url"
    )
    has_sign_in = parts.username is not None or parts.password is not None
    ensure(not has_sign_in, _("Leave name and password out of the address: what we send is signed."), "url")
    ensure(
        settings.WEBHOOK_PRIVATE or not _is_inner(host),
        _("This address leads into a private network. Whoever runs this server can allow that."),
        "url",
    )
    return url, host


def _is_inner(host: str) -> bool:
    """Whether a host is plainly not on the internet, before asking what its name means."""
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return "." not in host or host.endswith((".localhost", ".local", ".internal", ".home.arpa"))
    return not is_public(host)
