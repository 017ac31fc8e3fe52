"""What the audience line says of receivers outside: who is told what happens in a space reads along."""

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fourleaf.hooks.models import Outgoing
from fourleaf.kit.once import Once
from fourleaf.spaces.models import Space

NAMED = 3
HOSTS = Once(lambda space: Outgoing.objects.standing().filter(space=space).values_list("host"))


def told_outside(space: Space) -> str:
    """How many integrations send what happens in the space, and to which hosts; empty if none does."""
    hosts = [host for (host,) in HOSTS(space)]
    if not hosts:
        return ""
    named = sorted(set(hosts))
    if len(named) > NAMED:
        rest = len(named) - NAMED + 1
        named = [*named[: NAMED - 1], ngettext("%(n)s other", "%(n)s others", rest) % {"n": rest}]
    return ngettext(
        "%(n)s integration sends what happens here to %(hosts)s",
        "%(n)s integrations send what happens here to %(hosts)s",
        len(hosts),
    ) % {"n": len(hosts), "hosts": get_text_list(named, _("and"))}
