"""What imports keep for themselves: which of our rows came from where."""

from collections.abc import Mapping
from uuid import UUID

from fourleaf.imports.models import Correspondence


def remember(*, source: str, kind: str, pairs: Mapping[str, UUID]) -> None:
    """Note, in the transaction that made them, which rows came from which keys of the source."""
    Correspondence.objects.bulk_create(
        Correspondence(source=source, kind=kind, external=external, target=target)
        for external, target in pairs.items()
    )
