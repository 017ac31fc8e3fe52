"""The number of what waits is counted past the policies: it is the list's own, and told to nobody else."""

from fourleaf.conversation import actions
from fourleaf.inbox.waiting import Waiting, keys_of
from fourleaf.kit import identity, time
from fourleaf.kit.prepared import ask
from fourleaf.people.models import Person
from tests.house import House


def counted(reader: Person, acting: Person | None) -> int:
    with identity.bound():
        identity.become(acting.pk if acting else None)
        ((number,),) = ask("select lock.waiting(%s, %s)", [reader.pk, time.now()])
    return int(number)


def test_it_is_as_long_as_the_list_that_the_policies_let_one_read(house: House) -> None:
    for _ in range(3):
        actions.add_post(actor=house.amina, space=house.ward, body="@[Ben Achterberg] and @[Maria Ruiz]")
    actions.add_post(actor=house.ben, space=house.ward, body="Yes", root=house.post)
    numbers = set()
    for person in (house.amina, house.ben, house.ruth, house.gwen, house.omar, house.maria):
        with identity.bound():
            identity.become(person.pk)
            listed = Waiting(person)
            assert listed.count == len(list(keys_of(person))) == len(listed.items)
        numbers.add(listed.count)
    assert len(numbers) > 1, "something waits for some of them"


def test_it_is_told_to_nobody_else(house: House) -> None:
    actions.add_post(actor=house.ben, space=house.ward, body="Yes", root=house.post)
    assert counted(house.amina, house.amina) == 1
    assert counted(house.amina, house.ben) == counted(house.amina, None) == 0
