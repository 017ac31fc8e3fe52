"""Six emoji are offered; what an import brought along can be joined."""

import pytest

from fourleaf.conversation import actions
from fourleaf.conversation.models import Reaction
from fourleaf.kit.refusals import Invalid
from tests.house import House


def test_an_emoji_that_is_on_the_post_can_be_joined_and_no_other(house: House) -> None:
    with pytest.raises(Invalid):
        actions.set_reaction(actor=house.ben, post=house.post, emoji="🎉", on=True)
    Reaction.objects.create(post=house.post, person=house.amina, emoji="🎉")
    actions.set_reaction(actor=house.ben, post=house.post, emoji="🎉", on=True)
    assert house.post.reactions.filter(emoji="🎉").count() == 2
