"""What `fourleaf spread` tells: in words at the terminal, as Markdown, as a page, as a map."""

from collections.abc import Sequence
from html import escape
from typing import Protocol

from fourleaf.adoption.spread.choosing import Choice
from fourleaf.adoption.spread.drawing import Spot, fan_of, map_of
from fourleaf.adoption.spread.fan import Fan, Way
from fourleaf.adoption.spread.files import Group
from fourleaf.adoption.spread.layout import Points
from fourleaf.adoption.spread.network import Floats

TITLE = "Team by team: a plan, and a simulation"
NAMES: dict[Way, str] = {"order": "this order", "random": "random order", "open": "opened to all"}
HEADINGS = ("turn", "team", "people", "begins in week", "coached weeks", "why now", "most ties with")
LIMITS = (
    "The curves are a simulation (NBN-1) whose numbers were tuned to one organisation's story. They compare ways to "
    "begin; they do not forecast. Who works with whom is taken from the contacts given, one of many traces of it.",
    "Readiness is unknown: nobody has asked the teams. To ask their leaders and state the benefits changes this order.",
    "Choose anew after every launch: what has come of it tells more than what was expected.",
)
PAGE = """
body { margin: 2rem auto; max-width: 62rem; padding: 0 1rem; color: #22251f; background: #fbfaf6;
  font: 1.05rem/1.55 "Atkinson Hyperlegible Next", system-ui, sans-serif; }
h1, h2 { line-height: 1.2; } p { max-width: 70ch; } svg { width: 100%; min-width: 44rem; height: auto; }
.table { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 0.4rem 0.7rem; text-align: start; border-bottom: 1px solid #9aa093; vertical-align: top; }
caption { text-align: start; font-weight: 700; padding: 0.4rem 0; }
@media (prefers-color-scheme: dark) { body { color: #eceee8; background: #171a16; } }
@media print { body { color: #000; background: #fff; margin: 0; } svg, tr { break-inside: avoid; } }
"""


class Told(Protocol):
    """What is told of (`command.Spread`)."""

    @property
    def people(self) -> int: ...
    @property
    def alone(self) -> int: ...
    @property
    def pairs(self) -> int: ...
    @property
    def groups(self) -> list[Group]: ...
    @property
    def plan(self) -> list[Choice]: ...
    @property
    def ties(self) -> Floats: ...
    @property
    def points(self) -> Points: ...
    @property
    def fans(self) -> dict[Way, Fan]: ...
    @property
    def begins(self) -> list[int]: ...
    def nearest(self, team: int) -> str: ...


def in_words(told: Told) -> str:
    """For the terminal."""
    lines = [TITLE, "", *_facts(told), ""]
    for place, choice in enumerate(told.plan):
        group = told.groups[choice.team]
        lines.append(
            f"{place + 1:3}. week {told.begins[place]:3}  {group.name} ({choice.size} people): {choice.reason}"
        )
    return "\n".join([*lines, "", *_outcomes(told), "", *LIMITS])


def markdown(told: Told) -> str:
    """The report as Markdown, with the map beside it as `map.svg`."""
    rows = [HEADINGS, tuple("---" for _ in HEADINGS), *_rows(told)]
    table = "\n".join("| " + " | ".join(cell.replace("|", r"\|") for cell in row) + " |" for row in rows)
    parts = [
        f"# {TITLE}",
        *_facts(told),
        "## The order",
        table,
        "## The map",
        f"![{_map_words(told)}](map.svg)",
    ]
    return (
        "\n\n".join(
            [*parts, "## What simulations make of it", *_outcomes(told), "## What this cannot tell", *LIMITS]
        )
        + "\n"
    )


def html(told: Told) -> str:
    """The report as one page that needs nothing else."""
    plan = _table("The order", HEADINGS, _rows(told))
    weeks = _table(
        "Share of people active, in half of the runs more", ("week", *NAMES.values()), _weeks(told)
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{TITLE}</title>\n<style>{PAGE}</style>\n</head>\n<body>\n<main>\n<h1>{TITLE}</h1>\n"
        f"{_paragraphs(_facts(told))}<h2>The map</h2>\n{_picture('The map', map_svg(told))}{plan}"
        f"<h2>What simulations make of it</h2>\n{_paragraphs(_outcomes(told))}"
        f"{_picture('The simulations', fan_svg(told))}{weeks}"
        f"<h2>What this cannot tell</h2>\n{_paragraphs(LIMITS)}</main>\n</body>\n</html>\n"
    )


def map_svg(told: Told) -> str:
    """The map with each team's turn."""
    turn = {choice.team: place + 1 for place, choice in enumerate(told.plan)}
    spots = [Spot(turn[number], group.name, len(group.people)) for number, group in enumerate(told.groups)]
    return map_of(spots, told.points, told.ties, "Map of teams in the order of the plan", _map_words(told))


def fan_svg(told: Told) -> str:
    """The curves of all ways, and the band of the plan."""
    curves = {NAMES[way]: found.bands[2].tolist() for way, found in told.fans.items()}
    band = told.fans["order"].bands
    words = "Share of people active, week by week. " + " ".join(_outcomes(told))
    return fan_of(curves, (band[0].tolist(), band[4].tolist()), "Simulated use over time", words)


def _facts(told: Told) -> list[str]:
    merged = [group for group in told.groups if len(group.parts) > 1]
    return [
        f"{told.people} people in {len(told.groups)} teams (a department is a team); {told.pairs} pairs of them had "
        f"contacts, {told.alone} people had none.",
        *(
            f"{' and '.join(each.parts)} are shown as one: what is said of a few is said of each."
            for each in merged
        ),
    ]


def _outcomes(told: Told) -> list[str]:
    return [f"{NAMES[way].capitalize()}: {_half(found)}" for way, found in told.fans.items()]


def _half(found: Fan) -> str:
    low, middle, high = found.half
    last = found.bands.shape[1] - 1
    if middle is None:
        least, usual, most = (found.bands[row, -1] for row in (0, 2, 4))
        return (
            f"in most of {found.runs} simulated runs half of all people are never active within {last} weeks; then "
            f"{usual:.0%} are (nine runs of ten: {least:.0%} to {most:.0%})."
        )
    until = f"{high:.0f}" if high is not None else f"more than {last}"
    return (
        f"half of all people are active after {middle:.0f} weeks (nine of ten of {found.runs} simulated runs: "
        f"{low:.0f} to {until})."
    )


def _map_words(told: Told) -> str:
    first = ", then ".join(told.groups[choice.team].name for choice in told.plan)
    return (
        "Each circle is a team, larger with more people; its number is its turn. Lines join teams whose people meet, "
        f"broader the more of them. In order: {first}."
    )


def _rows(told: Told) -> list[tuple[str, ...]]:
    return [
        (
            str(place + 1),
            told.groups[choice.team].name,
            str(choice.size),
            str(told.begins[place]),
            str(choice.weeks),
            choice.reason,
            told.nearest(choice.team) or "nobody",
        )
        for place, choice in enumerate(told.plan)
    ]


def _weeks(told: Told) -> list[tuple[str, ...]]:
    last = told.fans["order"].bands.shape[1] - 1
    return [
        (str(week), *(f"{found.bands[2, week]:.0%}" for found in told.fans.values()))
        for week in range(0, last + 1, 13)
    ]


def _table(caption: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(heading)}</th>' for heading in headings)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>\n" for row in rows)
    return (
        f'<div class="table" role="region" aria-label="{escape(caption)}" tabindex="0"><table>'
        f"<caption>{escape(caption)}</caption>"
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody></table></div>\n"
    )


def _picture(name: str, svg: str) -> str:
    """To be moved about where the screen is narrow, so that its words stay legible."""
    return f'<div class="table" role="region" aria-label="{name}" tabindex="0">\n{svg}</div>\n'


def _paragraphs(lines: Sequence[str]) -> str:
    return "".join(f"<p>{escape(line)}</p>\n" for line in lines)
