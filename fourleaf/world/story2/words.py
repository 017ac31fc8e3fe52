"""What is written in the play: plain work talk, in turns; `{about}` is what a team works on."""

from collections.abc import Sequence

EVERYONE = "Everyone at Larkspur"
OPENED = "It is there for everybody from today, with tips and training. Nobody has to ask first."
SIMULATED = "A simulation: nobody here is real."

#: What the head of knowledge writes while it is new: tips, training, and a last call.
TIPS = (
    "Welcome, everybody. This is a simulation of how such a welcome goes. Say hello, share something, ask anything.",
    "Tip 1: follow threads that touch your work, and mute the rest.",
    "Training on Thursday at four, twenty minutes, in all offices. Bring a question that you would have mailed.",
    "Tip 2: mark your question as a question, so that others see what is open.",
    "The recording of the training is on the shelf. Eleven of you were there, thank you.",
    "Tip 3: a good post has one thought. Long ones are documents.",
)
LAST_CALL = (
    "Half of what I ask here I then ask by telephone. If something keeps you from writing here, tell me."
)
#: The executives, as long as they write.
HEADS = (
    "Good initiative. I look forward to reading what you all share.",
    "I have read along this week. Keep it up.",
    "Happy to see some of you here. My door is open as well.",
    "Reading with interest.",
)
#: Two who like it, and write for nobody in particular.
ENTHUSIASTS = (
    "I put our list of public registers here, with what each costs. Take what you need.",
    "Has anybody tested samples by branch instead of by amount? I write down what I learn.",
    "A draft of how we explain deferred tax to a family. Please scribble in it.",
    "Nobody has answered last week’s question yet. I answer it myself as far as I got.",
    "Three offices asked me the same thing by mail on Tuesday. Here it is for the other one.",
    "Would somebody like to read chapter two with me? It is nine pages.",
    "I leave the register list as it is for now. Tell me if it is of use to anybody.",
    "Is anybody else still here?",
)
#: Others who try it.
TRIED = (
    "Hello from the second floor.",
    "Where do I find the travel form?",
    "Thanks for the training.",
    "I will try to write here more often.",
    "Somebody took my table from here into a client’s file without a word. Well.",
    "Does this count in the yearly talk?",
)

#: A team's thread of a week: the first word, and what others say to it.
ROOTS = (
    "This week for {about}: two pages to finish, one figure to check. Who takes which?",
    "The client has moved the meeting on {about} to Thursday. What do we cut?",
    "I have put a first page on {about} into our document. Please change it there, not by mail.",
    "One figure of {about} does not agree with last year’s. I think it is the exchange rate.",
    "Open points on {about}: four. Two are mine, and I say below how far they are.",
    "What did we promise about {about} in the kick-off? I would rather read it than remember it.",
    "The reviewer has one remark on {about}. It is a fair one.",
    "Before the weekend: where does {about} stand in your office?",
    "I would like to leave the appendix of {about} away. Who misses it?",
    "We have a day to spare on {about} for the first time. Do we use it to read once more?",
    "The other office had the same case as {about} in spring. I link what they decided.",
    "New from the client on {about}: a table, in their own order. Who can turn it?",
)
REPLIES = (
    "I take the second one, until tomorrow noon.",
    "It was the exchange rate. Corrected, and a note stands beside it.",
    "Done, and shorter than before.",
    "Not from me. Ask the archive; they have the signed copy.",
    "I read it on the train. Two words changed, nothing else.",
    "We decided that in March: net of tax. It is in the document.",
    "Give me an hour. The extract is running.",
    "That would have been three mails last year.",
    "I do not agree, and say why in the margin.",
    "Yes. And I tell the client, so that nobody does it twice.",
    "Mine is finished. I can read somebody else’s.",
    "Half. The rest waits for a letter.",
    "Leave it out. Nobody has asked for it in five years.",
    "I have asked them. The answer comes on Wednesday and stands here then.",
    "The chart says it better than my paragraph. Take the chart.",
    "Agreed.",
    "I would wait with that until the reviewer has seen it.",
)
#: Once the first work is done.
ELSEWHERE = (
    "Not about {about}: who has a good letter for a client that pays late?",
    "The summer rota fits in here as well. I have made a table.",
    "For the partners’ meeting I need three sentences from each office. May I ask here?",
    "A new colleague begins on Monday. What should she read first?",
)
AFTERWARDS = (
    "We plan holidays here, and nobody rings round any more.",
    "I ask here before I ask a partner. Mostly it is answered by somebody I did not know.",
    "The proposal for next year was written here from the first word.",
)
#: A leader who tries it for two weeks before the start.
PRACTICE = (
    "I try it out before my team does. First lesson: one thought in one post.",
    "How do you get people to answer here and not by mail?",
    "I have put our open points into a list. It took four minutes, the mail takes twenty.",
    "My team asks who will read it. I showed them the line at the top.",
    "I was wrong about drafts: mine had three better sentences in it an hour later.",
    "We begin soon. What I hope for stands in the statement, with a figure.",
    "Last question before we begin: what do you do in a week without news?",
)
ASKED = "What did you think would go wrong, and did it?"
HEADS_DID = (
    "What I took from your last answer: the price list goes to all four offices on one day. Thank you for the nudge.",
    "I had promised an answer by Friday and gave it on Monday. Here it is, with my apology.",
    "I read both drafts, and asked my question there and not by telephone.",
)
LINE = (
    "I learn what a bid really costs when it is lost. Seven people in four offices know pieces of it and send me seven "
    "versions. Let those seven write one, where I can read it, and I shall ask my questions there and nowhere else."
)
LINE_ANSWER = (
    "Then let us begin with these seven and nobody else. Seven people, six departments, four offices: each knows "
    "what the others do not, and Agnes wants it."
)
HEADS_PLEDGE = (
    "I ask about bids where they are written, twice a week, and say there what I did with the answer."
)
PLEDGE = "I write here first, three times a week, and mail only to clients."
STOPPED = "Nobody has written here for four weeks."
LOOKED_BACK = (
    "Nobody knew what it was for. Two led by reading. Who shared got nothing for it, and one was copied."
)
WHY_TEAMS = "Opened to all it died within months. We begin with one team that needs it, and go on from there."
STOP_RULE = "fewer than half of us have written anything in a month"


def turn(words: Sequence[str], number: int, about: str = "") -> str:
    """One of them, each in its turn."""
    return words[number % len(words)].replace("{about}", about)
