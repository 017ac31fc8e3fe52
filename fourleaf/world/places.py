"""Marigold Health on the map and on paper: its sites and its units."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A site: coordinates in degrees, `zone` an IANA name."""

    name: str
    city: str
    latitude: float
    longitude: float
    zone: str


EASTGATE = "Eastgate Hospital"
SOUTHFIELD = "Southfield Hospital"
NORTHWAY = "Northway Centre"
RIBERA = "Clínica Ribera"
HARBOUR = "Harbour Home Care"
LIMASSOL = "Limassol Rehabilitation"

SITES = (
    Place(EASTGATE, "Bristol", 51.4545, -2.5879, "Europe/London"),
    Place(SOUTHFIELD, "Bath", 51.3811, -2.3590, "Europe/London"),
    Place(NORTHWAY, "Leeds", 53.8008, -1.5491, "Europe/London"),
    Place(RIBERA, "Valencia", 39.4699, -0.3763, "Europe/Madrid"),
    Place(HARBOUR, "Málaga", 36.7213, -4.4214, "Europe/Madrid"),
    Place(LIMASSOL, "Limassol", 34.7071, 33.0226, "Asia/Nicosia"),
)

EXECUTIVE = "Executive Office"
QUALITY = "Quality and Safety"
GERIATRICS = "Geriatrics"
STROKE = "Stroke Unit"
EMERGENCY = "Emergency"
SURGERY = "Surgery"
ONCOLOGY = "Oncology"
PHARMACY = "Pharmacy"
INFECTION = "Infection Control"
MENTAL = "Mental Health"
HOME_CARE = "Home Care"
REHABILITATION = "Rehabilitation"
LABORATORY = "Laboratory and Imaging"
DIGITAL = "Digital and Records"

#: Each unit with the one above it; parents stand first.
UNITS: tuple[tuple[str, str | None], ...] = (
    (EXECUTIVE, None),
    (QUALITY, EXECUTIVE),
    (DIGITAL, EXECUTIVE),
    (INFECTION, QUALITY),
    (GERIATRICS, None),
    (EMERGENCY, None),
    (STROKE, EMERGENCY),
    (SURGERY, None),
    (ONCOLOGY, None),
    (PHARMACY, None),
    (LABORATORY, None),
    (REHABILITATION, None),
    (HOME_CARE, REHABILITATION),
    (MENTAL, None),
)
