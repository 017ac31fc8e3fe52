"""The other two hundred of Marigold Health: they read, join and swap shifts, and seldom speak."""

import unicodedata
from dataclasses import dataclass

from fourleaf.world import names
from fourleaf.world.cast import CAST, Member
from fourleaf.world.places import (
    DIGITAL,
    EASTGATE,
    EMERGENCY,
    EXECUTIVE,
    GERIATRICS,
    HARBOUR,
    HOME_CARE,
    INFECTION,
    LABORATORY,
    LIMASSOL,
    MENTAL,
    NORTHWAY,
    ONCOLOGY,
    PHARMACY,
    QUALITY,
    REHABILITATION,
    RIBERA,
    SOUTHFIELD,
    STROKE,
    SURGERY,
)


@dataclass(frozen=True)
class Posts:
    """Some people of one job: how many at which sites, and whom they report to (a key)."""

    unit: str
    job_title: str
    profession: str
    at: tuple[tuple[str, int], ...]
    manager: str
    skills: tuple[str, ...] = ()


POSTS: tuple[Posts, ...] = (
    Posts(EXECUTIVE, "Finance director", "Manager", ((EASTGATE, 1),), "marcus", ("Budgets",)),
    Posts(EXECUTIVE, "Director of nursing", "Nurse", ((SOUTHFIELD, 1),), "marcus", ("Safe staffing",)),
    Posts(EXECUTIVE, "Human resources partner", "Manager", ((EASTGATE, 1), (RIBERA, 1)), "adaeze",
          ("Appraisals", "Working-time rules")),
    Posts(EXECUTIVE, "Executive assistant", "Administrator", ((EASTGATE, 1), (LIMASSOL, 1)), "marcus", ("Minutes",)),
    Posts(QUALITY, "Patient safety officer", "Nurse", ((EASTGATE, 1), (NORTHWAY, 1), (RIBERA, 1)), "grace",
          ("Incident review", "Duty of candour")),
    Posts(QUALITY, "Patient liaison officer", "Administrator", ((SOUTHFIELD, 1), (LIMASSOL, 1)), "grace",
          ("Complaints", "Listening")),
    Posts(QUALITY, "Clinical audit facilitator", "Analyst", ((EASTGATE, 1),), "grace", ("Audit", "Run charts")),
    Posts(GERIATRICS, "Consultant geriatrician", "Doctor", ((EASTGATE, 1), (RIBERA, 1)), "okafor", ("Delirium",)),
    Posts(GERIATRICS, "Staff nurse, ward B2", "Nurse", ((EASTGATE, 7),), "hanna",
          ("Falls", "Night care", "Pressure areas")),
    Posts(GERIATRICS, "Ward manager, ward 6", "Nurse", ((SOUTHFIELD, 1),), "okafor", ("Discharge planning",)),
    Posts(GERIATRICS, "Staff nurse, ward 6", "Nurse", ((SOUTHFIELD, 4),), "ward-6", ("Falls", "Dementia care")),
    Posts(GERIATRICS, "Nurse, second floor", "Nurse", ((RIBERA, 3),), "lucia", ("Night care", "Delirium")),
    Posts(GERIATRICS, "Healthcare assistant, ward B2", "Healthcare assistant", ((EASTGATE, 4),), "hanna",
          ("Night care", "Mealtimes")),
    Posts(GERIATRICS, "Healthcare assistant", "Healthcare assistant", ((SOUTHFIELD, 2), (RIBERA, 2)), "ward-6",
          ("Mealtimes",)),
    Posts(GERIATRICS, "Foundation doctor", "Doctor", ((SOUTHFIELD, 2),), "okafor"),
    Posts(STROKE, "Stroke nurse", "Nurse", ((EASTGATE, 5),), "callum", ("Swallow screening", "Thrombolysis")),
    Posts(STROKE, "Specialty registrar in stroke", "Doctor", ((EASTGATE, 2),), "nadia", ("CT angiography",)),
    Posts(STROKE, "Stroke rehabilitation assistant", "Healthcare assistant", ((EASTGATE, 2),), "callum",
          ("Early walking",)),
    Posts(EMERGENCY, "Consultant in emergency medicine", "Doctor", ((EASTGATE, 1), (SOUTHFIELD, 1)), "adaeze",
          ("Trauma", "Major incident")),
    Posts(EMERGENCY, "Staff nurse", "Nurse", ((EASTGATE, 8), (SOUTHFIELD, 4)), "a-consultant",
          ("Triage", "Plaster", "Paediatric emergencies")),
    Posts(EMERGENCY, "Specialty registrar in emergency medicine", "Doctor", ((EASTGATE, 2), (SOUTHFIELD, 1)),
          "a-consultant", ("Ultrasound",)),
    Posts(EMERGENCY, "Receptionist", "Administrator", ((EASTGATE, 2), (SOUTHFIELD, 1)), "a-consultant",
          ("Interpreting", "Calm")),
    Posts(SURGERY, "Consultant surgeon", "Doctor", ((EASTGATE, 1), (RIBERA, 2)), "henrik", ("Colorectal surgery",)),
    Posts(SURGERY, "Consultant anaesthetist", "Doctor", ((EASTGATE, 1), (SOUTHFIELD, 1), (RIBERA, 1)), "henrik",
          ("Regional blocks", "Pre-operative assessment")),
    Posts(SURGERY, "Theatre nurse", "Nurse", ((EASTGATE, 4), (SOUTHFIELD, 3), (RIBERA, 4)), "henrik",
          ("Counting", "Robotic theatre", "Recovery")),
    Posts(SURGERY, "Operating department practitioner", "Operating department practitioner",
          ((EASTGATE, 2), (SOUTHFIELD, 1)), "henrik", ("Airway trolley",)),
    Posts(SURGERY, "Porter", "Porter", ((LIMASSOL, 2), (EASTGATE, 2)), "george", ("Lifts",)),
    Posts(ONCOLOGY, "Chemotherapy nurse", "Nurse", ((EASTGATE, 3), (SOUTHFIELD, 2), (RIBERA, 1)), "mei",
          ("Chemotherapy", "Venous access")),
    Posts(ONCOLOGY, "Specialty registrar in oncology", "Doctor", ((EASTGATE, 2),), "amara", ("Trials",)),
    Posts(ONCOLOGY, "Tumour board coordinator", "Administrator", ((EASTGATE, 1), (SOUTHFIELD, 1)), "amara",
          ("Tumour board",)),
    Posts(ONCOLOGY, "Palliative care nurse", "Nurse", ((SOUTHFIELD, 1), (RIBERA, 1)), "mei", ("Pain at home",)),
    Posts(PHARMACY, "Pharmacist", "Pharmacist", ((EASTGATE, 2), (SOUTHFIELD, 2), (NORTHWAY, 1), (RIBERA, 2)), "viktor",
          ("Medicines reconciliation", "Clozapine monitoring", "Sterile preparation")),
    Posts(PHARMACY, "Pharmacy technician", "Pharmacy technician", ((EASTGATE, 2), (SOUTHFIELD, 2), (LIMASSOL, 1)),
          "viktor", ("Stock", "Weekly boxes")),
    Posts(INFECTION, "Infection control nurse", "Nurse", ((EASTGATE, 2), (NORTHWAY, 1), (LIMASSOL, 1)), "samir",
          ("Hand hygiene", "Isolation")),
    Posts(INFECTION, "Decontamination technician", "Technician", ((SOUTHFIELD, 1),), "samir", ("Endoscope washing",)),
    Posts(MENTAL, "Consultant psychiatrist", "Doctor", ((NORTHWAY, 2),), "ruth", ("Capacity", "Liaison psychiatry")),
    Posts(MENTAL, "Mental-health nurse", "Nurse", ((NORTHWAY, 10),), "ruth",
          ("De-escalation", "Safety planning", "Eating disorders")),
    Posts(MENTAL, "Clinical psychologist", "Psychologist", ((NORTHWAY, 3),), "ruth", ("Trauma therapy", "Group work")),
    Posts(MENTAL, "Support worker", "Healthcare assistant", ((NORTHWAY, 4),), "ruth", ("Football group", "Gardening")),
    Posts(MENTAL, "Social worker", "Social worker", ((NORTHWAY, 2),), "ruth", ("Housing",)),
    Posts(HOME_CARE, "Home-care nurse", "Nurse", ((HARBOUR, 8),), "jordi", ("Wounds at home", "Insulin at home")),
    Posts(HOME_CARE, "Home-care assistant", "Healthcare assistant", ((HARBOUR, 7),), "jordi",
          ("Personal care", "Cooking")),
    Posts(HOME_CARE, "Route planner", "Administrator", ((HARBOUR, 1),), "jordi", ("Routes",)),
    Posts(REHABILITATION, "Physiotherapist", "Physiotherapist",
          ((LIMASSOL, 6), (RIBERA, 2), (EASTGATE, 2), (HARBOUR, 1)), "eleni", ("Gait", "Hip fracture", "Hydrotherapy")),
    Posts(REHABILITATION, "Occupational therapist", "Occupational therapist", ((LIMASSOL, 4), (EASTGATE, 2)), "eleni",
          ("Home visits", "Hand therapy")),
    Posts(REHABILITATION, "Rehabilitation nurse", "Nurse", ((LIMASSOL, 6),), "eleni",
          ("Bladder training", "Wheelchairs")),
    Posts(LABORATORY, "Radiographer", "Radiographer", ((EASTGATE, 2), (SOUTHFIELD, 2), (RIBERA, 1)), "joost",
          ("CT at night", "MRI")),
    Posts(LABORATORY, "Biomedical scientist", "Scientist", ((EASTGATE, 2), (SOUTHFIELD, 2), (LIMASSOL, 2)), "pavlos",
          ("Blood bank", "Histology")),
    Posts(DIGITAL, "Medical records officer", "Administrator", ((EASTGATE, 2), (NORTHWAY, 1), (LIMASSOL, 1)), "theo",
          ("Finding notes",)),
    Posts(DIGITAL, "Service desk analyst", "Engineer", ((SOUTHFIELD, 2), (RIBERA, 1)), "theo",
          ("Passwords", "Printers")),
    Posts(DIGITAL, "Integration engineer", "Engineer", ((EASTGATE, 1),), "theo", ("HL7 and FHIR",)),
)  # fmt: skip

MIXES = {
    RIBERA: names.ON_THE_EAST_COAST,
    HARBOUR: names.IN_ANDALUSIA,
    LIMASSOL: names.ON_CYPRUS,
}
#: The two whom others need to name: the head of emergency, and the ward manager who asks to join a team.
KEYS = {
    ("Consultant in emergency medicine", EASTGATE): "a-consultant",
    ("Ward manager, ward 6", SOUTHFIELD): "ward-6",
    ("Radiographer", EASTGATE): "radiographer",
}


def everybody() -> list[Member]:
    """The cast and all others, always the same and in the same order."""
    register = names.Register()
    staff = list(CAST)
    keyed: set[str] = set()
    for posts in POSTS:
        for site, count in posts.at:
            for _number in range(count):
                key = KEYS.get((posts.job_title, site), "")
                staff.append(_member(posts, site, register, "" if key in keyed else key, len(staff)))
                keyed.add(key)
    return staff


def _member(posts: Posts, site: str, register: names.Register, key: str, number: int) -> Member:
    given, family = register.next(MIXES.get(site, names.IN_BRITAIN))
    title = "Dr " if posts.profession == "Doctor" else ""
    skills = posts.skills
    own = tuple(dict.fromkeys((skills[number % len(skills)], skills[0]))) if skills else ()
    return Member(
        key=key or f"staff-{number}",
        name=f"{title}{given} {family}",
        family_name=family,
        job_title=posts.job_title,
        unit=posts.unit,
        site=site,
        profession=posts.profession,
        manager=posts.manager if posts.manager != key else "adaeze",
        skills=own,
        language="es" if site in (RIBERA, HARBOUR) else "",
    )


def address_of(member: Member) -> str:
    """The e-mail address: given and family name in plain letters."""
    given = member.name.removesuffix(member.family_name).split()[-1]
    local = f"{given}.{member.family_name}".replace(" ", "").replace("'", "").replace("ł", "l")
    plain = unicodedata.normalize("NFKD", local).encode("ascii", "ignore").decode()
    return f"{plain.lower()}@marigold.example"
