"""Template tags of people."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from fourleaf.kit.templatetags.kit import TONES, initials

register = template.Library()


@register.simple_tag
def door_face(name: str, number: int) -> SafeString:
    """Draw the face of somebody who is not signed in: their key, which sets the usual tone, is locked away."""
    tone = (number * 5 + 1) % TONES
    return format_html('<span class="face tone-{}" aria-hidden="true">{}</span>', tone, initials(name))
