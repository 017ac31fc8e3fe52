"""The firm of the play: four at its head, then as many as its teams have places for. All names are invented."""

from dataclasses import dataclass

from fourleaf.world.places import Place

ORGANISATION = "Larkspur Partners (simulation)"
DOMAIN = "larkspur.example"

EDINBURGH, ROTTERDAM, LISBON, THESSALONIKI = "Edinburgh", "Rotterdam", "Lisbon", "Thessaloniki"
SITES = (
    Place(EDINBURGH, EDINBURGH, 55.9533, -3.1883, "Europe/London"),
    Place(ROTTERDAM, ROTTERDAM, 51.9244, 4.4777, "Europe/Amsterdam"),
    Place(LISBON, LISBON, 38.7223, -9.1393, "Europe/Lisbon"),
    Place(THESSALONIKI, THESSALONIKI, 40.6401, 22.9444, "Europe/Athens"),
)
MANAGEMENT = "Management"


@dataclass(frozen=True)
class Department:
    """A department: its profession, two job titles, and what its people can be asked about."""

    name: str
    profession: str
    titles: tuple[str, str]
    skills: tuple[str, ...]


DEPARTMENTS = (
    Department("Audit", "Auditor", ("Audit manager", "Senior auditor"),
               ("Sampling", "Group accounts", "Stocktaking", "Internal controls", "Going concern", "Confirmations")),
    Department("Tax", "Tax adviser", ("Tax manager", "Tax consultant"),
               ("VAT across borders", "Transfer pricing", "Payroll tax", "Property tax", "Tax courts", "Customs")),
    Department("Deals", "Analyst", ("Deals manager", "Deals analyst"),
               ("Valuation", "Data rooms", "Working capital", "Share purchase", "Forecasts", "Due diligence")),
    Department("Consulting", "Consultant", ("Engagement manager", "Consultant"),
               ("Interviews", "Process maps", "Public tenders", "Cost models", "Workshops", "Regulated tariffs")),
    Department("Legal", "Lawyer", ("Counsel", "Associate"),
               ("Concessions", "Independence", "Contracts", "Data protection", "Company law", "Claims")),
    Department("Technology", "Engineer", ("Data lead", "Data engineer"),
               ("Ledger extracts", "Dashboards", "Reconciliation", "Access rights", "Journals", "Migration")),
    Department("Editing", "Editor", ("Report editor", "Translator"),
               ("Plain reports", "Dutch", "Portuguese", "Greek", "Charts", "House style")),
)  # fmt: skip


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


GIVEN = _names(
    "Agnes Bruno Carla Dirk Elena Fergus Greta Hugo Irini Joris Katia Lennart Marta Nikos Olivia Pedro Quirin Rosalie "
    "Stavros Tessa Ulrik Vera Wim Xenia Yannis Zita Alba Baltasar Cato Duarte"
)
FAMILY = _names(
    "Abbink Baird Carvalho Dalgleish Evers Figueira Galanis Haig Imrie Jansen Kerr Lobo Mavros Nairn Oosting Pappas "
    "Quadros Reis Sinclair Tavares Urquhart Vos Wallace Xydis Ypma Zwart Ainslie Botelho Christakis Drummond Elstak "
    "Ferraz Geddes Hoekstra Ioannou Jardine Keulen Lemos Melville Noordhoek Orr Pinto"
)


@dataclass(frozen=True)
class Somebody:
    """One of the staff; `past` are titles of functions held before."""

    name: str
    family_name: str
    job_title: str
    department: str
    site: str
    profession: str
    skills: tuple[str, ...] = ()
    past: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()

    @property
    def email(self) -> str:
        return f"{self.name.lower().replace(' ', '.')}@{DOMAIN}"


HEADS = (
    Somebody("Helena Strand", "Strand", "Chief operating officer", MANAGEMENT, EDINBURGH, "Manager",
             ("Asking why", "Budgets"), ("Audit manager",), ("leader",)),
    Somebody("Ruben Achthoven", "Achthoven", "Managing partner", MANAGEMENT, ROTTERDAM, "Manager",
             ("Clients", "Partners’ meetings"), ("Tax manager",), ("leader",)),
    Somebody("Imke Dover", "Dover", "Head of knowledge", MANAGEMENT, EDINBURGH, "Manager",
             ("Who knows what", "Training"), ("Report editor",), ("guru",)),
    Somebody("Paulo Serra", "Serra", "Head of systems", MANAGEMENT, LISBON, "Engineer",
             ("Identity", "Migration"), (), ("administrator",)),
)  # fmt: skip
OPERATIONS, PARTNER, KNOWLEDGE, SYSTEMS = range(len(HEADS))


def staff(number: int) -> Somebody:
    """Somebody who is not at the head, from 0: departments and sites alternate, no two are called the same to 210."""
    department = DEPARTMENTS[number % len(DEPARTMENTS)]
    row = number // len(DEPARTMENTS)
    given, family = GIVEN[number % len(GIVEN)], FAMILY[number * 5 % len(FAMILY)]
    skills = department.skills
    return Somebody(
        f"{given} {family}",
        family,
        department.titles[row % 2],
        department.name,
        SITES[(number + row) % len(SITES)].name,
        department.profession,
        (skills[row % len(skills)], skills[(row + 2) % len(skills)]),
        (DEPARTMENTS[(number + row) % len(DEPARTMENTS)].titles[1],) if number % 3 == 0 else (),
    )
