"""The Sheet of Marigold Health: the chief operating officer's line first, what leaders pledge, and what is asked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta
from functools import partial

from fourleaf.conversation import actions as conversation
from fourleaf.sheet import actions
from fourleaf.sheet.models import Line, Pledge
from fourleaf.world.conversations import Stage
from fourleaf.world.deeds import Deed
from fourleaf.world.scripts import Moment


@dataclass(frozen=True)
class Said:
    """A line: who wrote it in which column, whom they ask, the days until the answer, and the answer.

    `space` is the slug of the space that reads it; without one everybody on the staff does.
    """

    by: str
    day: int
    area: str
    text: str
    asked: str
    after: int = 0
    answer: str = ""
    space: str = ""


LINES = (
    Said("adaeze", -58, "clinical",
         "I look at beds every morning, and never at what a patient waits for on the ward. I want to read, on one "
         "page, what the night asked and nobody answered, before I open the numbers.", "hanna", 2,
         "Then read our night thread at seven. Three questions from last night are still open; two are for you."),
    Said("hanna", -55, "clinical",
         "At four in the morning I ring three people to learn whether a blood thinner was stopped. The answer is "
         "always somewhere. Put it where the night can see it.", "viktor", 3,
         "Agreed. The pharmacists write stop dates into the letter as they check it; that you read it at four was news "
         "to us."),
    Said("mei", -41, "clinical",
         "After a hard talk, families ask the next person the same things again. If the next person could read in two "
         "lines what was said, it would be one conversation and not five.", "amara", 1,
         "Yes, two lines and never more. Olwen must look at it first: it is about a patient, and belongs in the "
         "record, not here."),
    Said("callum", -17, "clinical", "Swallow screening before the first drink is written on paper and read by nobody "
         "on the next shift. One place for the whole corridor.", "nadia"),
    Said("priya", -52, "patients",
         "Daughters ring the ward to ask when father comes home. They ring because nobody told them a day, even a "
         "wrong one that we correct.", "okafor", 5,
         "We now say a day on admission and say so when it moves. The calls on B2 have halved; count with us."),
    Said("ines", -30, "patients",
         "Patients at home write their questions on the back of the plan and wait for me to come. Let them ask when "
         "they think of it, and me answer between two houses.", "jordi", 4,
         "Only with somebody on duty who reads it when you drive. I am asking Ruth how they do it."),
    Said("eleni", -24, "patients", "People who came home after a stroke know what the first week is like. New ones "
         "ask us instead of them.", "yiota"),
    Said("ben", -47, "staff",
         "Handover at seven is told by whoever is loudest. What went wrong at night should be written once and read by "
         "the three who can change it.", "grace", 2,
         "Try it for two weeks on B2, in Falls prevention, with a count. If it is more work, we stop.",
         space="falls-prevention"),
    Said("beth", -39, "staff", "Swaps are agreed in four chat groups and I learn of them last. In one place everybody "
         "sees them, and I confirm within the hour.", "adaeze", 1,
         "Do it. I told all ward managers this morning that the four groups are over by the end of the month."),
    Said("anya", -12, "staff", "Bank nurses read nothing because they are in no team. A page a ward, so that I know "
         "the three things of tonight before I come.", "ruth"),
    Said("george", -36, "operations",
         "Porters are called for a bed that is not ready, forty times a week in Limassol alone. If the ward said "
         "“ready” where I can see it, nobody would walk twice.", "isabel", 6,
         "We count first: two weeks, by ward. I have asked for the lift times too."),
    Said("fergus", -21, "operations", "Broken call bells reach me as rumours. One line with bed and fault, and I "
         "answer with the hour when it works.", "theo"),
    Said("sunita", -33, "learning",
         "Each August new doctors learn the letters from whoever is near. The three best letters of the year, with why "
         "they are good, would teach more than the course.", "okafor", 2,
         "I choose one, Rosa one, and you the third. No names of patients, and the author is asked first."),
    Said("samir", -9, "learning", "What we learned from the last outbreak is in eleven mails. Before the next one it "
         "should be one page that somebody owns.", "dolores"),
)  # fmt: skip

#: Who pledges: the day, how often a week, and their words.
PLEDGES = (
    ("adaeze", -60, 4,
     "I ask my questions here before I ring anybody, I answer within two working days, and each Monday I write what I "
     "got wrong the week before."),
    ("marcus", -34, 2,
     "I read the leaders' table before the board meets and write there what I took from it, also when it is "
     "uncomfortable."),
)  # fmt: skip

QUESTIONS = (
    ("kofi", "adaeze", -45, "Will the rota freeze end before the summer? People plan their lives.", 1,
     "Yes, on the first of May. I should have said so in March; I did not know that it had not reached you."),
    ("ruth", "adaeze", -28, "Northway reads about Eastgate each day and hears nothing of itself. Is that meant so?", 2,
     "No, it is a fault, and mine. Olwen and I come up on Thursday; tell me what we should look at."),
    ("farah", "marcus", -26, "Which figures will you never ask us for?", 3,
     "None about a single person. If anybody asks you for one in my name, tell me the same day."),
    ("wanda", "adaeze", -19, "Who decides which team is next, and can a ward clerk put one forward?", 1,
     "Anybody can, you too. The plan says who is next and why; if the reason is poor, say so there."),
    ("clara", "marcus", -6, "When do the kitchens at Ribera come into this?", 0, ""),
)  # fmt: skip
HELPER = ("adaeze", "nia", -50)
FRIDAY = (
    -3, "leaders-table",
    "Adaeze asked me to put this here while she is in Limassol: the plan for the next quarter is two teams, not five. "
    "She answers questions herself on Monday.",
)  # fmt: skip
FOLLOWER = "priya"
NOON = time(12, 20)


def sheet(stage: Stage) -> list[Deed]:
    """The deeds, over two months."""
    deeds = [deed for number, said in enumerate(LINES) for deed in _line(stage, said, number)]
    for key, day, rate, text in PLEDGES:
        deeds.append(_deed(stage, key, day, 0, partial(_pledge, stage, key, text, rate)))
    for number, (key, leader, day, text, after, answer) in enumerate(QUESTIONS):
        deeds.append(_deed(stage, key, day, number, partial(_ask, stage, key, leader, text)))
        if answer:
            deeds.append(
                _deed(stage, leader, day + after, number, partial(_answer, stage, text, leader, answer))
            )
    leader, helper, given = HELPER
    written, slug, words = FRIDAY
    return [
        *deeds,
        _deed(stage, leader, PLEDGES[0][1], 9, partial(_agree, stage, leader)),
        _deed(stage, leader, given, 1, partial(_let_write, stage, leader, helper)),
        _deed(stage, helper, written, 2, partial(_write_for, stage, leader, helper, slug, words)),
    ]


def _deed(stage: Stage, key: str, day: int, minutes: int, do: Callable[[], object]) -> Deed:
    at = stage.calendar.instant(Moment(day, NOON), stage.people[key])
    return Deed(at + timedelta(minutes=7 * minutes), do)


def _line(stage: Stage, said: Said, number: int) -> list[Deed]:
    deeds = [_deed(stage, said.by, said.day, number, partial(_write, stage, said))]
    if said.answer:
        answer = partial(_answer, stage, said.text, said.asked, said.answer)
        deeds.append(_deed(stage, said.asked, said.day + said.after, number + 3, answer))
    return deeds


def _write(stage: Stage, said: Said) -> Line:
    return actions.add_line(
        actor=stage.people[said.by], area=said.area, text=said.text, asked=stage.people[said.asked],
        space=stage.spaces[said.space] if said.space else None,
    )  # fmt: skip


def _answer(stage: Stage, text: str, key: str, answer: str) -> None:
    line = Line.objects.get(text=text)
    actions.add_answer(actor=stage.people[key], line=line, text=answer)


def _pledge(stage: Stage, key: str, text: str, rate: int) -> Pledge:
    return actions.make_pledge(actor=stage.people[key], text=text, rate=rate)


def _ask(stage: Stage, key: str, leader: str, text: str) -> Line:
    pledge = Pledge.objects.standing().get(leader=stage.people[leader])
    return actions.ask_leader(actor=stage.people[key], pledge=pledge, text=text)


def _agree(stage: Stage, leader: str) -> None:
    pledge = Pledge.objects.standing().get(leader=stage.people[leader])
    actions.give_consent(actor=stage.people[leader], pledge=pledge, to=stage.people[FOLLOWER])


def _let_write(stage: Stage, leader: str, helper: str) -> None:
    conversation.give_delegation(actor=stage.people[leader], delegate=stage.people[helper])


def _write_for(stage: Stage, leader: str, helper: str, slug: str, words: str) -> None:
    conversation.add_post(
        actor=stage.people[helper], space=stage.spaces[slug], body=words, written_for=stage.people[leader].pk
    )
