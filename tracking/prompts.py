"""Questions that open a session, written for this product: by how far a mentorship has come, by
role, and by what a program is about. Which ones are shown depends on the session alone, so that
both see the same page twice.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from mentorship.wording import Words

FIRST, BUILDING, MIDPOINT, ENDING = "first", "building", "midpoint", "ending"
STAGES = (FIRST, BUILDING, MIDPOINT, ENDING)
MENTOR, MENTEE = "mentor", "mentee"
# The sessions after which a mentorship is no longer new, and the days before its end.
BUILDING_SESSIONS, ENDING_DAYS = 3, 35
SHOWN = 3

PROMPTS: dict[tuple[str, str], tuple[Words, ...]] = {
    (FIRST, MENTEE): (
        _("What made you apply, and why now?"),
        _("What would have to be different in six months for this to have been worth it?"),
        _("Which part of your work do you like telling friends about?"),
        _("What have you tried already, and what came of it?"),
        _("How do you like to hear that something was not good?"),
        _("What should your mentor know about you that is in no profile?"),
        _("When do you two meet, how do you reach each other in between, and what stays here?"),
    ),
    (FIRST, MENTOR): (
        _("Tell the story of a job that went wrong, and what you do differently since."),
        _("What do you hope to learn from this yourself?"),
        _("Who helped you at their stage, and what did that person do?"),
        _("What can you offer, and what not? Saying so now saves both of you time."),
        _("What do they expect a mentor to do? Ask before you say what you do."),
        _("How will you tell each other if it does not work?"),
        _("Ask for one thing they are proud of, and listen to why."),
    ),
    (BUILDING, MENTEE): (
        _("What did you do since last time, and what surprised you?"),
        _("Which action item did you avoid, and what was in the way?"),
        _("Where did you hold back this week although you had something to say?"),
        _("Whose opinion of your work matters most at present? Have you asked for it?"),
        _("What is the smallest step that would teach you something by next time?"),
        _("Which decision are you putting off? Bring it along with its options."),
        _("What would you ask if it were not embarrassing?"),
        _("Show something unfinished and ask what your mentor would cut."),
    ),
    (BUILDING, MENTOR): (
        _("What are they good at that they do not see? Give one example."),
        _("Ask three questions before your first piece of advice."),
        _("Which of your own assumptions about their job should you check?"),
        _("Whom should they meet? Make one introduction this month."),
        _("What would you do in their place, and what is different about their place?"),
        _("Where do you see them wait for permission that they have already?"),
        _("Tell them about a discussion that changed your mind."),
        _("Ask what they would advise a friend in the same situation."),
    ),
    (MIDPOINT, MENTEE): (
        _("Which of your goals still matters, and which one would you set differently today?"),
        _("What do colleagues notice that has changed in how you work?"),
        _("What do you do now without asking that you would have asked about at the start?"),
        _("What do you want more of from your mentor, and what less?"),
        _("Which habit from the first months is worth keeping, and which one has faded?"),
        _("What is the hardest conversation ahead of you? Rehearse its first two sentences."),
        _("Is the cadence right for the second half?"),
    ),
    (MIDPOINT, MENTOR): (
        _("Say one thing that has changed since you began, with the occasion on which you saw it."),
        _("What feedback have you kept to yourself, and what would make it useful?"),
        _("Do they bring the agenda? If not, what would make that easier?"),
        _("Which risk could they take in the next three months with you behind them?"),
        _("What have you learned from them? Tell them."),
        _("Are you solving problems for them that they could solve alone by now?"),
        _("Ask what a good second half looks like, and write it down together."),
    ),
    (ENDING, MENTEE): (
        _("What can you do now that you could not do when you began?"),
        _("Which achievement will you still tell about in a year?"),
        _("What will you miss, and who or what could take its place?"),
        _("What is the next goal, and whom do you tell about it?"),
        _("What was the most useful thing your mentor said or did? Tell them."),
        _("Whom could you help with what you have learned?"),
        _("How do you two stay in touch, if at all? No is an answer too."),
    ),
    (ENDING, MENTOR): (
        _("What do you trust them with now that you would not have at the start?"),
        _("Which strength should they build on, and what should they keep an eye on?"),
        _("What will you do differently with the next person you mentor?"),
        _("Whom should they know before you stop meeting?"),
        _("What did this cost you, and what did it give you?"),
        _("Ask what they never dared to ask."),
        _("Say goodbye properly: what was it about them that you enjoyed?"),
    ),
}
# What a program is about adds a question of its own; the keys are those of `programs.Focus`.
OF_FOCUS: dict[tuple[str, str], Words] = {
    ("job", MENTEE): _("Describe the challenge as you would to somebody outside the company."),
    ("job", MENTOR): _("Which part of the challenge is theirs to solve, and which is not?"),
    ("project", MENTEE): _("What will be hard to undo in the project if you get it wrong now?"),
    ("project", MENTOR): _("Which project of yours looked like this one? Tell how it ended."),
    ("career", MENTEE): _("Whose job would you like in five years, and which part of it?"),
    ("career", MENTOR): _("Which turn in your career looked like a detour at the time?"),
    ("individual", MENTEE): _("When did you last work at your best? What was around you?"),
    ("individual", MENTOR): _("Which of their strengths is hidden behind something they dislike?"),
    ("leaders", MENTEE): _("Which question about this company can only a leader answer?"),
    ("leaders", MENTOR): _("Which decision would you let them sit in on? Invite them."),
    ("peer", MENTEE): _(
        "What are you both stuck with at present? Take turns, twenty minutes each."
    ),
    ("peer", MENTOR): _("What did the other do lately that you would like to be able to do?"),
    ("expertise", MENTEE): _("Bring a piece of work and ask where an expert would look first."),
    ("expertise", MENTOR): _("Think aloud while you solve something; let them ask why."),
}


@dataclass(frozen=True)
class Progress:
    """How far a mentorship has come."""

    sessions_held: int
    started_on: date
    ends_on: date


def stage_of(progress: Progress, *, on: date) -> str:
    """The part of its life that a mentorship is in on a day."""
    if not progress.sessions_held:
        return FIRST
    if progress.ends_on - on <= timedelta(days=ENDING_DAYS):
        return ENDING
    whole = max((progress.ends_on - progress.started_on).days, 1)
    is_new = progress.sessions_held < BUILDING_SESSIONS
    is_half = (on - progress.started_on).days * 2 >= whole
    return MIDPOINT if is_half and not is_new else BUILDING


def prompts_for(
    *, stage: str, role: str, focus: str, number: int, shown: int = SHOWN
) -> list[Words]:
    """Some questions for the session with this number, the first being 0; the next one has others.
    Peers take both sides in turn.
    """
    side = role if role in (MENTOR, MENTEE) else (MENTEE, MENTOR)[number % 2]
    of_focus = OF_FOCUS.get((focus, side))
    pool = [*PROMPTS[stage, side], *([of_focus] if of_focus else [])]
    return [pool[(number * shown + step) % len(pool)] for step in range(min(shown, len(pool)))]


def all_prompts() -> list[Words]:
    return [words for pool in PROMPTS.values() for words in pool] + list(OF_FOCUS.values())
