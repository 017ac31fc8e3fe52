"""How posts look: each rendered once, the same for every viewer."""

from collections.abc import Iterable

from django.template.loader import get_template

from fourleaf.conversation.models import Post


def fragments(posts: Iterable[Post]) -> list[str]:
    """The neutral HTML of each post (loaded with `for_display`): no words to translate, no local times."""
    template = get_template("conversation/_post.html")
    return [template.render({"post": post}) for post in posts]
