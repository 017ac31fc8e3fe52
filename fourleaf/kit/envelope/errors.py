"""Why a sealed value cannot be read or written."""

from django.utils.translation import gettext_lazy as _

from fourleaf.kit.refusals import Invalid


class KeyProblem(Invalid):
    """The key file is missing, unreadable or another one, or a value was changed or moved.

    As text it says why, for those who run the server, and never names a value; people are told that it is so.
    """

    status = 503

    def __init__(self, reason: str) -> None:
        super().__init__(
            _(
                "What is kept encrypted cannot be read or saved now, because the server has not the right key for it."
                " Nothing of it is lost. Tell the people who run Fourleaf."
            )
        )
        self.reason = reason

    def __str__(self) -> str:
        return self.reason


class DataKeyGone(KeyProblem):
    """The data key of this value was destroyed, as after a rotation that has sealed the value anew meanwhile."""
