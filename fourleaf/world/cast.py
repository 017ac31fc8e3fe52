"""The forty people who speak in the demo world, by the key under which the scripts know them."""

import re
from dataclasses import dataclass

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
class Member:
    """One of the staff. `name` carries the honorific, if they use one; `manager` is a key.

    A past function is (title, place, first year, last year).
    """

    key: str
    name: str
    family_name: str
    job_title: str
    unit: str
    site: str
    profession: str
    manager: str | None = None
    skills: tuple[str, ...] = ()
    past: tuple[tuple[str, str, int, int], ...] = ()
    roles: tuple[str, ...] = ()
    language: str = ""
    about: str = ""


CAST: tuple[Member, ...] = (
    Member("adaeze", "Adaeze Obi", "Obi", "Chief operating officer", EXECUTIVE, EASTGATE, "Manager", "marcus",
           ("Patient flow", "Budgets", "Asking why"), (("Ward sister, acute medicine", SOUTHFIELD, 2001, 2008),
           ("Head of operations", EASTGATE, 2012, 2019)), ("leader",),
           about="I answer within two working days. If it cannot wait, ring."),
    Member("marcus", "Marcus Feld", "Feld", "Chief executive", EXECUTIVE, EASTGATE, "Manager", None,
           ("Strategy", "Public speaking"), (("Registrar, general medicine", SOUTHFIELD, 1989, 1994),), ("leader",)),
    Member("hanna", "Hanna Nowak", "Nowak", "Charge nurse, ward B2", GERIATRICS, EASTGATE, "Nurse", "okafor",
           ("Discharge at night", "Falls", "Moving and handling", "Polish"),
           (("Staff nurse, emergency", EASTGATE, 2011, 2016), ("Nurse, internal medicine", "Kraków", 2006, 2011)),
           about="Nights more often than days. B2 has 28 beds; I know where the keys are."),
    Member("okafor", "Dr Daniel Okafor", "Okafor", "Consultant geriatrician", GERIATRICS, SOUTHFIELD, "Doctor",
           "adaeze", ("Discharge letters", "Blood thinners in old age", "Teaching", "Igbo"),
           (("Registrar in geriatrics", EASTGATE, 2005, 2010),),
           about="I lead the discharge-letters team. Proposals of wording are welcome at any hour."),
    Member("rosa", "Rosa Martín", "Martín", "Ward pharmacist", PHARMACY, EASTGATE, "Pharmacist", "viktor",
           ("Renal dosing", "Medicines reconciliation", "Spanish"), (("Hospital pharmacist", "Salamanca", 2013, 2018),),
           language="es"),
    Member("viktor", "Viktor Lindqvist", "Lindqvist", "Senior pharmacist", PHARMACY, SOUTHFIELD, "Pharmacist",
           "adaeze", ("Anticoagulants", "Formulary"), (("Pharmacist, coagulation clinic", "Uppsala", 1998, 2006),)),
    Member("priya", "Priya Raman", "Raman", "Discharge coordinator", QUALITY, EASTGATE, "Nurse", "grace",
           ("Discharge planning", "Talking with families", "Tamil"), (("District nurse", "Bristol North", 2008, 2017),),
           ("guru",), about="Ask me who knows. It is usually somebody two corridors away."),
    Member("tomas", "Tomás Ferrer", "Ferrer", "Physiotherapist", REHABILITATION, RIBERA, "Physiotherapist", "eleni",
           ("Gait", "Hip fracture", "Catalan"), language="es"),
    Member("eleni", "Eleni Christou", "Christou", "Occupational therapist", REHABILITATION, LIMASSOL,
           "Occupational therapist", "adaeze", ("Home visits", "Drawing", "Greek"),
           (("Occupational therapist, stroke", EASTGATE, 2009, 2014),)),
    Member("grace", "Grace Whitlock", "Whitlock", "Quality lead", QUALITY, SOUTHFIELD, "Nurse", "adaeze",
           ("Run charts", "Small tests of change", "Falls"), (("Ward manager, surgery", SOUTHFIELD, 2003, 2012),),
           about="I lead Falls prevention. Bring me a chart, even a bad one."),
    Member("ben", "Ben Achterberg", "Achterberg", "Healthcare assistant", GERIATRICS, EASTGATE,
           "Healthcare assistant", "hanna", ("Night care", "Choir", "Dutch")),
    Member("sunita", "Dr Sunita Pillai", "Pillai", "Foundation doctor", GERIATRICS, EASTGATE, "Doctor", "okafor",
           ("Letter templates", "Malayalam")),
    Member("fergus", "Fergus Doyle", "Doyle", "Estates engineer", DIGITAL, EASTGATE, "Engineer", "theo",
           ("Beds and rails", "Call bells", "Lighting"), (("Ship's electrician", "Rosslare", 1994, 2007),)),
    Member("lucia", "Lucía Ortega", "Ortega", "Night nurse", GERIATRICS, RIBERA, "Nurse", "okafor",
           ("Night care", "Delirium"), language="es"),
    Member("amara", "Dr Amara Diallo", "Diallo", "Consultant oncologist", ONCOLOGY, EASTGATE, "Doctor", "adaeze",
           ("Tumour board", "Colorectal cancer", "French"), (("Fellow in oncology", "Lyon", 2008, 2011),)),
    Member("joost", "Joost van Dam", "van Dam", "Radiologist", LABORATORY, SOUTHFIELD, "Doctor", "pavlos",
           ("CT angiography", "Clear reports", "Dutch")),
    Member("mei", "Mei Tanaka", "Tanaka", "Cancer nurse specialist", ONCOLOGY, EASTGATE, "Nurse", "amara",
           ("Hard conversations", "Chemotherapy", "Japanese"), (("Hospice nurse", "Clevedon", 2010, 2015),)),
    Member("pavlos", "Dr Pavlos Georgiou", "Georgiou", "Consultant pathologist", LABORATORY, LIMASSOL, "Doctor",
           "adaeze", ("Digital slides", "Lymphoma", "Greek")),
    Member("isabel", "Isabel Roca", "Roca", "Surgical coordinator", SURGERY, RIBERA, "Administrator", "henrik",
           ("Theatre lists", "Catalan"), language="es"),
    Member("henrik", "Mr Henrik Solberg", "Solberg", "Consultant surgeon", SURGERY, SOUTHFIELD, "Doctor", "adaeze",
           ("Liver surgery", "Norwegian"), (("Surgeon", "Tromsø", 1996, 2004),)),
    Member("nadia", "Dr Nadia Haddad", "Haddad", "Stroke consultant", STROKE, EASTGATE, "Doctor", "adaeze",
           ("Thrombolysis", "Thrombectomy", "Arabic"), (("Stroke fellow", "Glasgow", 2009, 2012),)),
    Member("callum", "Callum Reid", "Reid", "Stroke nurse", STROKE, EASTGATE, "Nurse", "nadia",
           ("Swallow screening", "Checklists")),
    Member("yiota", "Yiota Andreou", "Andreou", "Speech therapist", REHABILITATION, LIMASSOL, "Speech therapist",
           "eleni", ("Swallowing", "Aphasia", "Greek")),
    Member("owen", "Owen Price", "Price", "Paramedic liaison", EMERGENCY, EASTGATE, "Paramedic", "a-consultant",
           ("Handover from ambulance", "Welsh"), (("Paramedic", "Ambulance service, Severn", 2004, 2018),)),
    Member("dolores", "Dolores Vidal", "Vidal", "Infection control nurse", INFECTION, RIBERA, "Nurse", "samir",
           ("Hand hygiene", "Outbreaks"), language="es"),
    Member("samir", "Dr Samir Khan", "Khan", "Consultant microbiologist", INFECTION, SOUTHFIELD, "Doctor", "grace",
           ("Antibiotics", "Outbreaks", "Urdu")),
    Member("beth", "Beth Langley", "Langley", "Rota coordinator", SURGERY, EASTGATE, "Administrator", "henrik",
           ("Rostering", "Working-time rules")),
    Member("kofi", "Kofi Mensah", "Mensah", "Staff nurse", EMERGENCY, EASTGATE, "Nurse", "a-consultant",
           ("Triage", "Twi"), (("Staff nurse, stroke", EASTGATE, 2019, 2021),)),
    Member("anya", "Anya Petrova", "Petrova", "Bank nurse", MENTAL, NORTHWAY, "Nurse", "ruth",
           ("Mental health on general wards", "Bulgarian")),
    Member("leo", "Dr Leo Marchetti", "Marchetti", "Junior doctor", EMERGENCY, SOUTHFIELD, "Doctor", "a-consultant",
           ("Italian",)),
    Member("ruth", "Ruth Abrams", "Abrams", "Mental-health nurse lead", MENTAL, NORTHWAY, "Nurse", "adaeze",
           ("De-escalation", "Supervision"), (("Community psychiatric nurse", "Leeds West", 2002, 2011),)),
    Member("ines", "Inés Caldeira", "Caldeira", "Home-care nurse", HOME_CARE, HARBOUR, "Nurse", "jordi",
           ("Wounds at home", "Dogs", "Portuguese"), language="es"),
    Member("jordi", "Jordi Puig", "Puig", "Home-care coordinator", HOME_CARE, HARBOUR, "Nurse", "eleni",
           ("Routes", "Catalan"), (("District nurse", "Girona", 2005, 2015),), language="es"),
    Member("wanda", "Wanda Zielinska", "Zielinska", "Ward clerk, ward B2", GERIATRICS, EASTGATE, "Administrator",
           "hanna", ("Where every paper goes", "Polish"), (("Post office clerk", "Bristol", 1998, 2006),)),
    Member("theo", "Theo Lambert", "Lambert", "Clinical systems analyst", DIGITAL, SOUTHFIELD, "Engineer", "adaeze",
           ("Templates", "Data migration"), (), ("administrator",)),
    Member("farah", "Farah Aziz", "Aziz", "Data officer", DIGITAL, EASTGATE, "Analyst", "theo",
           ("Small numbers", "Intervals", "Persian")),
    Member("clara", "Clara Duarte", "Duarte", "Dietitian", REHABILITATION, EASTGATE, "Dietitian", "eleni",
           ("Thickened fluids", "Feeding at home", "Portuguese")),
    Member("george", "George Papas", "Papas", "Porter supervisor", SURGERY, LIMASSOL, "Porter", "isabel",
           ("Lifts", "Logistics", "Greek")),
    Member("olwen", "Olwen Hughes", "Hughes", "Privacy officer", EXECUTIVE, NORTHWAY, "Lawyer", "marcus",
           ("Consent", "Need to know", "Welsh"), (("Solicitor, public law", "Cardiff", 1999, 2010),),
           ("privacy_officer",), about="Ask me before, not after. I explain the why."),
    Member("nia", "Nia Bowen", "Bowen", "Communications manager", EXECUTIVE, EASTGATE, "Communications officer",
           "adaeze", ("Plain English", "Press", "Welsh")),
)  # fmt: skip

BY_KEY = {member.key: member for member in CAST}
_KEY = re.compile(r"(?<![\w.])@(" + "|".join(BY_KEY) + r")\b")


def with_full_names(text: str) -> str:
    """The text with each `@key` of the scripts as the `@Full Name` that people type."""
    return _KEY.sub(lambda found: f"@{BY_KEY[found[1]].name}", text)
