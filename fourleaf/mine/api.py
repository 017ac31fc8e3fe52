"""Where the work of the token's person went: theirs alone, as `/me/work/` tells it."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Router, Schema

from fourleaf.kit.api.door import ApiRequest
from fourleaf.mine.work import lasting_of, reused_of
from fourleaf.people.tokens import READ

router = Router(tags=["Me"], auth=READ)


class ReusedOut(Schema):
    """Words of yours that stand credited in a document. What you may not read now is null."""

    at: datetime
    how: Annotated[str, Field(description="In words, in your language.")]
    words: int
    source: Annotated[UUID | None, Field(description="The document in which you wrote them.")]
    document: Annotated[UUID | None, Field(description="Where they stand now.")]
    by: Annotated[UUID | None, Field(description="Who took them there, where you may know that document.")]


class LastingOut(Schema):
    """What became of the words that you wrote in a document."""

    document: UUID
    written: int
    present: int
    lasted: Annotated[int, Field(description="Through five later versions by others, or for fourteen days.")]


class OwnWorkOut(Schema):
    """What of yours was reused and credited, newest first, and what has lasted."""

    reused: list[ReusedOut]
    lasting: list[LastingOut]


@router.get("/me/work", response=OwnWorkOut, operation_id="get_own_work")
def work(request: ApiRequest) -> dict[str, Any]:
    """Where your work went. Nobody else can ask this of you."""
    return {
        "reused": [
            {
                "at": each.at, "how": each.how, "words": each.words, "by": each.by_id,
                "source": each.source.pk if each.source else None,
                "document": each.document.pk if each.document else None,
            }
            for each in reused_of(request.user)
        ],
        "lasting": [
            {
                "document": each.document_id, "written": each.written, "present": each.present,
                "lasted": each.lasted,
            }
            for each in lasting_of(request.user)
        ],
    }  # fmt: skip
