"""Names for the staff who do not speak: drawn in a fixed order from the places people come from."""

from collections.abc import Iterator
from itertools import cycle

#: Given names and family names of one origin. The numbers of both share no factor, so that every pairing is new.
Origin = tuple[tuple[str, ...], tuple[str, ...]]


def _origin(given: str, family: str) -> Origin:
    return tuple(given.split(", ")), tuple(family.split(", "))


BRITISH = _origin(
    "Alison, Gareth, Harriet, Stuart, Joanna, Neil, Philippa, Duncan, Rachel, Colin, Imogen, Matthew, Lorna, Adrian, "
    "Bethan, Rupert, Kirsty, Simon, Abigail, Howard, Judith, Robin, Megan",
    "Ashworth, Barlow, Cartwright, Denham, Eastwood, Fairley, Garside, Holloway, Ingram, Jessop, Kershaw, Lockwood, "
    "Moffat, Naylor, Oakes, Pemberton, Quayle, Redfern, Sedgwick, Thorne, Upton, Vickers, Whitaker, Yardley",
)
SOUTH_ASIAN = _origin(
    "Anjali, Rahul, Meera, Imran, Kavita, Arjun, Nasreen, Vikram, Deepa, Bilal, Shreya",
    "Banerjee, Chaudhry, Desai, Fernando, Gupta, Hussain, Iyer, Joshi, Kaur, Malik, Nair, Perera, Qureshi",
)
AFRICAN = _origin(
    "Ngozi, Kwame, Folake, Tendai, Abena, Chidi, Zanele, Yusuf, Wanjiku",
    "Adeyemi, Boateng, Chukwu, Dlamini, Eze, Kamau, Moyo, Nkosi, Owusu, Sesay, Tetteh",
)
POLISH = _origin(
    "Agnieszka, Piotr, Katarzyna, Marek, Ewa, Bartosz, Joanna",
    "Dąbrowska, Kaczmarek, Lis, Mazur, Sikora, Wrona",
)
FILIPINO = _origin(
    "Marisol, Jerome, Analyn, Rodel, Cristina, Jomar, Lorelei",
    "Bautista, Cruz, Dimaculangan, Estrella, Lacson, Magbanua, Ramos, Villanueva, Yap",
)
IRISH = _origin(
    "Aoife, Ciarán, Siobhán, Declan, Niamh", "Brennan, Costello, Finnegan, Keane, Mulligan, O'Rourke, Sweeney"
)
CARIBBEAN = _origin(
    "Marcia, Delroy, Shanice, Winston, Yvette", "Bailey, Campbell, Gordon, Morrison, Samuels, Wynter"
)
SPANISH = _origin(
    "Carmen, Javier, Nuria, Álvaro, Pilar, Sergio, Amparo, Raúl, Beatriz, Vicente, Marta, Óscar, Rocío",
    "Alarcón, Benavent, Cebrián, Domínguez, Escrivà, Fuster, Giménez, Herrero, Ibáñez, Llorens, Montoya, Navarro, "
    "Peris, Quintana",
)
ANDALUSIAN = _origin(
    "Macarena, Curro, Lourdes, Antonio, Reyes, Manuel, Soledad",
    "Bermúdez, Carmona, Galván, Heredia, Jurado, Luque",
)
CYPRIOT = _origin(
    "Despina, Andreas, Maro, Stelios, Anthi, Kyriakos, Froso, Marios, Eleftheria, Costas, Androulla",
    "Charalambous, Demetriou, Efstathiou, Hadjigeorgiou, Ioannou, Kyprianou, Loizou, Michaelides, Nicolaou, "
    "Panayiotou, Savva, Theodorou, Zenonos",
)

IN_BRITAIN = (
    BRITISH, SOUTH_ASIAN, BRITISH, AFRICAN, BRITISH, FILIPINO, SOUTH_ASIAN, BRITISH, POLISH, IRISH, BRITISH, CARIBBEAN,
)  # fmt: skip
ON_THE_EAST_COAST = (SPANISH,)
IN_ANDALUSIA = (ANDALUSIAN, SPANISH, ANDALUSIAN)
ON_CYPRUS = (CYPRIOT,)


class Register:
    """Hands out names, each pairing once."""

    def __init__(self) -> None:
        self._pairs = {id(origin): _pairs(origin) for origin in (*IN_BRITAIN, SPANISH, ANDALUSIAN, CYPRIOT)}
        self._turns = {
            id(mix): cycle(mix) for mix in (IN_BRITAIN, ON_THE_EAST_COAST, IN_ANDALUSIA, ON_CYPRUS)
        }

    def next(self, mix: tuple[Origin, ...]) -> tuple[str, str]:
        """The next given and family name among people of these origins."""
        return next(self._pairs[id(next(self._turns[id(mix)]))])


def _pairs(origin: Origin) -> Iterator[tuple[str, str]]:
    given, family = origin
    for number in range(len(given) * len(family)):
        yield given[number % len(given)], family[number % len(family)]
