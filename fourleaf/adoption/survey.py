"""What a leader is asked: nine items of our own, six on wanting it and three on what it will do; 1 not at all, 7 fully.

They follow the two ideas, affective commitment to a change (Herscovitch and Meyer 2002) and performance expectancy
(Venkatesh et al. 2003), in words of our own; they have not been validated, and are told so where they are shown.
"""

from django.utils.translation import gettext_lazy as _

ITEMS = (
    _("I want my team to work this way."),
    _("I would choose this even if nobody asked me to."),
    _("I am glad to spend my own time on getting it going."),
    _("I already tell others why it is worth trying."),
    _("If it goes badly at first, I will stay with it."),
    _("I will write here myself, and not leave it to others."),
    _("It will help us finish our work sooner."),
    _("It will save us work that we do twice today."),
    _("It will make what we deliver better."),
)
