"""Every operation there is, found in the API's own description: strangers, outsiders, wrong scopes, wrong methods."""

from uuid import uuid4

import pytest
from ninja import Schema

from fourleaf.conversation.models import Post
from fourleaf.spaces.models import Membership, Space
from tests.api.caller import EVERYTHING, Caller, problem
from tests.api.conftest import METHODS, Operation, operations
from tests.house import House

ALL = operations()
#: Of units everybody may know.
OUTSIDE_SPACES = {"get_unit"}
RUBBISH = ("", "[", "[]", '{"unknown": 1}', "\0")
#: What is sound and leads nowhere; other parameters are ids.
NOTHING: dict[str, object] = {"emoji": "👍", "number": 99}
OF_SPACES = [each for each in ALL if each.parameters and each.id not in OUTSIDE_SPACES]


def name_of(operation: Operation) -> str:
    return operation.id


def test_the_description_is_whole() -> None:
    assert len(ALL) > 40
    assert len({operation.id for operation in ALL}) == len(ALL)


def test_no_two_shapes_have_one_name() -> None:
    """The description would have the last of them stand for all."""
    shapes: dict[str, set[str]] = {}
    waiting = [Schema]
    while waiting:
        shape = waiting.pop()
        waiting += shape.__subclasses__()
        if shape.__module__.startswith("fourleaf.") and "[" not in shape.__name__:
            shapes.setdefault(shape.__name__, set()).add(shape.__module__)
    assert {name: sorted(modules) for name, modules in shapes.items() if len(modules) > 1} == {}


@pytest.mark.parametrize("operation", ALL, ids=name_of)
def test_a_stranger_is_asked_for_a_token(operation: Operation, things: dict[str, object]) -> None:
    answer = operation.ask(Caller(None), things)
    problem(answer, 401)
    assert answer["WWW-Authenticate"]


@pytest.mark.parametrize("operation", ALL, ids=name_of)
def test_a_token_without_the_scope_is_refused(
    operation: Operation, things: dict[str, object], house: House
) -> None:
    others = [scope for scope in EVERYTHING if scope != operation.scope]
    answer = operation.ask(Caller(house.amina, *others), things)
    problem(answer, 403)
    assert f'scope="{operation.scope}"' in answer["WWW-Authenticate"]


@pytest.mark.parametrize("operation", OF_SPACES, ids=name_of)
def test_an_outsider_finds_nothing_and_changes_nothing(
    operation: Operation, things: dict[str, object], house: House
) -> None:
    """Omar is staff, Maria a patient; the team is hidden, so there is nothing here for either."""
    before = list(Post.objects.values()), list(Space.objects.values()), list(Membership.objects.values())
    for who, asked in ((house.omar, things), (house.maria, things | {"person_id": house.ben.pk})):
        problem(operation.ask(Caller(who), asked), 404)
        assert before == (
            list(Post.objects.values()), list(Space.objects.values()), list(Membership.objects.values())
        )  # fmt: skip


@pytest.mark.parametrize("operation", OF_SPACES, ids=name_of)
def test_an_outsider_who_sends_rubbish_is_told_the_same_of_what_is_there_and_what_is_not(
    operation: Operation, things: dict[str, object], house: House
) -> None:
    """Whatever refuses it, before the operation or in it, knows nothing of what is there."""
    caller = Caller(house.omar)
    nothing: dict[str, object] = {name: NOTHING.get(name, uuid4()) for name in operation.parameters}
    if "kind" in operation.parameters:
        nothing["kind"] = things["kind"]

    def said(of: dict[str, object], sent: str) -> tuple[int, object]:
        answer = caller.send(operation.method.upper(), operation.address(of), sent)
        status: int = answer.status_code
        assert status in (400, 404, 415, 422)
        return status, answer.json().get("title")

    for sent in RUBBISH:
        assert said(things, sent) == said(nothing, sent)


@pytest.mark.parametrize("operation", [each for each in ALL if each.parameters], ids=name_of)
def test_what_does_not_exist_is_not_found(
    operation: Operation, things: dict[str, object], house: House
) -> None:
    nothing = {name: NOTHING.get(name, uuid4()) for name in operation.parameters}
    problem(operation.ask(Caller(house.amina), nothing), 404)


@pytest.mark.parametrize("path", sorted({operation.path for operation in ALL}))
def test_a_wrong_method_is_refused(path: str, things: dict[str, object], house: House) -> None:
    here = [operation for operation in ALL if operation.path == path]
    allowed = {operation.method for operation in here}
    caller = Caller(house.amina)
    for method in set(METHODS) - allowed:
        answer = caller.ask(method.upper(), here[0].address(things), {})
        problem(answer, 405)
        assert {each.lower() for each in answer["Allow"].split(", ")} == allowed
