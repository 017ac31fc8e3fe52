"""How long the API remembers what it answered."""

from datetime import timedelta

from fourleaf.config.jobs import forget_kept_answers
from fourleaf.kit import time
from fourleaf.kit.models import KeptAnswer
from fourleaf.spaces.models import Space
from tests.api.caller import Caller
from tests.house import House


def test_a_kept_answer_is_forgotten_after_a_day(house: House) -> None:
    caller = Caller(house.amina)
    caller.post("/spaces", {"name": "Once"}, Idempotency_Key="a")
    KeptAnswer.objects.update(at=time.now() - timedelta(hours=25))
    caller.post("/spaces", {"name": "Twice"}, Idempotency_Key="a")
    assert Space.objects.filter(name__in=("Once", "Twice")).count() == 2
    assert KeptAnswer.objects.count() == 1
    forget_kept_answers(0)
    assert KeptAnswer.objects.count() == 1
    KeptAnswer.objects.update(at=time.now() - timedelta(hours=25))
    forget_kept_answers(0)
    assert not KeptAnswer.objects.exists()
