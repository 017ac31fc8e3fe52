"""Who may do what with a post. Rights come from the space's one table."""

from fourleaf.conversation.models import Announcement, Delegation, DelegationQuerySet, Poll, Post
from fourleaf.people.models import Person
from fourleaf.spaces import policy as spaces
from fourleaf.spaces.models import Space


def can_post(person: Person, space: Space) -> bool:
    return spaces.can_post(person, space)


def delegations_of(person: Person) -> DelegationQuerySet:
    """For which leaders the person may write."""
    return Delegation.objects.standing().filter(delegate=person)


def can_edit(person: Person, post: Post) -> bool:
    """Only who wrote it, while they may still post there, and not once it is withdrawn."""
    return post.author_id == person.pk and not post.is_withdrawn and spaces.can_post(person, post.space)


def can_withdraw(person: Person, post: Post) -> bool:
    """Who wrote it, or a steward."""
    if post.is_withdrawn:
        return False
    is_own = post.author_id == person.pk and spaces.can_post(person, post.space)
    return is_own or spaces.can_withdraw_others(person, post.space)


def can_mark(person: Person, post: Post) -> bool:
    return not post.is_withdrawn and spaces.can_post(person, post.space)


def can_react(person: Person, post: Post) -> bool:
    return not post.is_withdrawn and spaces.can_react(person, post.space)


def can_resolve(person: Person, post: Post) -> bool:
    return post.root_id is None and spaces.can_post(person, post.space)


def can_read(person: Person, post: Post) -> bool:
    return spaces.can_read(person, post.space)


def can_announce(person: Person, space: Space) -> bool:
    return spaces.can_announce(person, space)


def can_see_confirmations(person: Person, post: Post) -> bool:
    """Who asked, and the stewards of the space in which this copy stands."""
    is_author = post.author_id == person.pk and spaces.can_read(person, post.space)
    return is_author or spaces.can_steer(person, post.space)


def can_chase(person: Person, post: Post) -> bool:
    """Who asked, and the stewards of the space; as long as anybody is asked."""
    return not post.is_withdrawn and (
        spaces.can_announce(person, post.space)
        or (post.author_id == person.pk and spaces.can_post(person, post.space))
    )


def can_end(person: Person, announcement: Announcement) -> bool:
    """Only who asked. A steward who does not want it withdraws the post."""
    return announcement.author_id == person.pk and not announcement.is_ended


def can_confirm(person: Person, announcement: Announcement) -> bool:
    return announcement.asked().filter(pk=person.pk).exists()


def can_vote(person: Person, poll: Poll) -> bool:
    """Whoever may react to the post."""
    return can_react(person, poll.post)


def can_close(person: Person, poll: Poll) -> bool:
    """Who asked, and the stewards."""
    post = poll.post
    is_own = post.author_id == person.pk and spaces.can_post(person, post.space)
    return not post.is_withdrawn and (is_own or spaces.can_withdraw_others(person, post.space))
