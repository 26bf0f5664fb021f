"""Action items as people write them, and what a coach would say that each lacks.

A line reads `missing | days | action | done when | doable because | goal`. `missing` holds letters
of SMART, `days` is how long until it is due ("-": no day was picked). The last two may be left out:
then they are given; "no" under goal is none.

- S: it names neither an act with an object nor the way to what is wished.
- M: neither the action nor "done when" counts something or names a sign that another person could
  check. An act alone ("send it to Ana") is no sign; a second clause that says who gets, checks or
  signs it is one.
- A: nothing says why it can be done. R: it serves no goal.
- T: no day is picked and none is in the words, or the day is past or more than a year away. "Soon"
  and the like are no day; "before the March board meeting" is one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tracking.smart import hints

TODAY = date(2026, 3, 2)
LETTERS = {
    "specific": "S",
    "measurable": "M",
    "achievable": "A",
    "relevant": "R",
    "no_day": "T",
    "past": "T",
    "far": "T",
}
GIVEN = "Time is set aside"


@dataclass(frozen=True)
class Labelled:
    """One item with its letters; `days` is None where no day was picked."""

    missing: str
    days: int | None
    text: str
    measure: str
    achievable: str
    has_goal: bool


@dataclass(frozen=True)
class Score:
    """Of one letter: how many lack it, what share of what is said is right, and what share of what
    is missing is said, 0 to 1 each.
    """

    missing: int
    precision: float
    recall: float


def said_of(item: Labelled) -> set[str]:
    """The letters that the rules find missing."""
    due_on = None if item.days is None else TODAY + timedelta(days=item.days)
    found = hints(
        text=item.text,
        measure=item.measure,
        achievable=item.achievable,
        has_goal=item.has_goal,
        due_on=due_on,
        today=TODAY,
    )
    return {LETTERS[name] for name in found}


def score(items: Sequence[Labelled], letter: str) -> Score:
    said = [letter in said_of(item) for item in items]
    missing = [letter in item.missing for item in items]
    right = sum(a and b for a, b in zip(said, missing, strict=True))
    return Score(sum(missing), right / max(1, sum(said)), right / max(1, sum(missing)))


def labelled(lines: str) -> list[Labelled]:
    return [_read(line) for line in lines.strip().splitlines()]


def _read(line: str) -> Labelled:
    missing, days, *rest = [cell.strip() for cell in line.split("|")]
    text, measure, achievable, goal = [*rest, *("", GIVEN, "yes")[len(rest) - 1 :]]
    return Labelled(
        missing=missing.strip("-"),
        days=None if days == "-" else int(days),
        text=text,
        measure=measure,
        achievable=achievable,
        has_goal=goal != "no",
    )


PLAIN = r"""
- | 4 | Draft the agenda for Monday's team retro and send it to Priya | Agenda is in Priya's inbox
- | 14 | Shadow two customer calls with the support team | 2 calls attended, notes in the wiki
- | 21 | Improve the deployment guide: add a rollback section | Section merged and used once
- | 10 | Write the first three pages of the design proposal | 3 pages shared with Omar
- | 7 | Ask Helena for a 30-minute chat about moving into product | Meeting is in the calendar
- | 30 | Present the Q3 results to the leadership round | 10-minute talk held, 2 questions answered
- | 20 | Read chapters 4 to 6 of 'The Manager's Path' | One page of notes on delegation
- | 28 | Hand over the weekly report to Tom | Tom sends it alone twice
- | 21 | Book a feedback session with each of my four reports | 4 sessions held
- | 7 | Record a five-minute practice talk and show it to my mentor | Video shared
- | 18 | Set up a staging environment for the billing service | Deploys green three times
- | 40 | Complete the SQL course up to module 5 | Certificate for module 5
- | 5 | Send my CV draft to Ana for comments | Ana has answered
- | 25 | Interview two people who returned after parental leave | Two pages of notes
- | 30 | Block every Tuesday morning for focused work | Four Tuesdays kept free
- | 12 | List the top ten risks of the migration with an owner each | List approved by the board
- | 3 | Run the stand-up on my own this Thursday | Stand-up finished in 15 minutes
- | 21 | Rewrite the onboarding checklist with the two newest colleagues | Published on the intranet
- | 19 | Join the works council meeting as a guest | Attended, three learnings written down
- | 8 | Practise the salary conversation with my mentor | Role-play done twice
- | 6 | Prepare three questions for the skip-level meeting | Questions sent to my manager
- | 9 | Sign up for the first-aid course in May | Booking confirmation received
- | 16 | Collect written feedback from five colleagues on my last talk | 5 answers collected
- | 24 | Refactor the invoice parser so that no function is over 50 lines | Linter passes, approved
- | 45 | Visit the Gdańsk plant for two days | Trip report of one page
- | 15 | Learn pivot tables by rebuilding the sales report in Excel | Rebuilt and checked by Finance
- | 28 | Get better at saying no: decline one meeting a week | 4 declined by the end of the month
- | 14 | Try the Pomodoro method for ten working days | 10 days logged in the sheet
- | 30 | Create a one-page career plan with goals for 1 and 3 years | Discussed with my manager
- | 2 | Call Mr Okafor about the open delivery | Delivery date confirmed in writing
- | 20 | Mentor the new intern on Git: two pairing sessions | Intern opens a pull request alone
- | 11 | Translate the safety sheet into Spanish | Sheet reviewed by Lucía
- | 35 | Publish a short article on the intranet about our pilot | Article online, 50 readers
- | 30 | Increase test coverage of the auth module from 55% to 75% | Coverage report shows 75%
- | 17 | Organise a lunch with the marketing team | Lunch took place with at least 4 people
- | 6 | Update my LinkedIn profile with the two latest projects | Profile saved and shown to Ben
- | 22 | Give a ten-minute demo of the dashboard to the field team | Held, feedback form filled by 6
- | 7 | Write down my three biggest strengths with an example for each | Page brought to our session
- | 21 | Reduce the open tickets in my queue below 20 | Queue shows fewer than 20 on two Fridays
- | 5 | Talk to Karim about taking over the vendor negotiations | Karim says yes or no
- | 40 | Attend one meetup on data engineering | Badge photo and three contacts
- | 13 | Prepare and hold the kick-off with the client | Minutes sent to all
- | 33 | Finish the tax training and pass the test | Test passed with 80 %
- | 26 | Build a small prototype of the search page | Clickable prototype tested with 3 users
- | 31 | Delegate the newsletter to Mira with a written handover | Next issue sent by Mira
- | 8 | Schedule a monthly check-in with the Lisbon office | Series accepted by all six
- | 28 | Review two pull requests a week from outside my team | 8 reviews by month's end
- | 4 | Draft an email that asks the CFO for 15 minutes | Reply received
- | 9 | Rehearse the board presentation in front of two peers | Both fill in the feedback sheet
- | 30 | Clean up the shared drive: archive all from before 2022 | Folder holds under 200 files
- | 27 | Analyse last year's exit interviews for the top three reasons | Summary presented to HR
- | 18 | Document how we onboard suppliers in a flow chart | Chart approved by Purchasing
- | 6 | Apply for the internal product owner opening | Application submitted
- | 12 | Agree on working hours with my manager after the leave | Agreement in writing
- | 25 | Test the new interview guide in two interviews | Guide adapted, two candidates rated
- | 20 | Negotiate a training budget of 1,500 euros | Budget confirmed by e-mail
- | 10 | Plan the handover week with Sofia | Plan with five days agreed
- | 7 | Ask three peers for one thing I should stop doing | Three answers noted
S | 30 | Get good at Python | Small script runs on my laptop
S | 40 | Improve my presentation skills | Two talks rated 4 or better
S | 21 | Be more confident in meetings | Spoke up in 3 meetings
S | 14 | Work on time management | Timesheet filled for two weeks
S | 30 | Communicate better | Manager confirms in review
S | 20 | Think about my career | One page of notes
S | 30 | Networking | 5 new contacts
S | 45 | Learn more about finance | Quiz passed with 70%
S | 60 | Become a better leader | Team survey above 4.0
S | 21 | Try to delegate more | Two tasks handed over
S | 28 | Look into machine learning | Notes shared with my mentor
S | 14 | Stay motivated | Mood tracked for 10 days
S | 50 | Leadership skills | Course certificate
S | 25 | Understand the business | Summary of one page
S | 45 | Do some reading | 2 books finished
S | 30 | Develop myself | Plan approved by manager
S | 30 | Be proactive | 3 ideas submitted
S | 30 | Focus on quality | Error rate below 2%
S | 60 | Grow my network | 10 people met
S | 90 | Keep learning | Certificate received
M | 10 | Write the proposal for the new rota |
M | 14 | Present our roadmap to the sales team | n/a
M | 9 | Draft a job description for the analyst role | -
- | 6 | Call the three largest customers | yes
M | 5 | Meet Jonas to discuss the reorganisation | tbd
M | 12 | Prepare the budget meeting with Controlling | when it is done
M | 2 | Send the minutes to the project team | ?
M | 20 | Review the security policy with Legal | I feel good about it
M | 30 | Run a workshop on retrospectives for the Porto team | better retros
M | 7 | Ask my manager for feedback on the last release | ok
M | 25 | Set up a shadowing day with Finance | none
M | 4 | Shadow Ines in the client meeting on Friday | will see
M | 11 | Create a template for project updates | done
M | 8 | Read the case study that Amira sent | more understanding
M | 6 | Practise the opening of my talk with Leo | somehow
M | 15 | Hand the vendor list over to Kim | N/A
T | - | Record a demo video of the import | Video of 3 minutes in the channel
T | - | Interview two product managers about their first year | Notes of both interviews
T | - | Translate the welcome letter into French | Letter checked by Claire
T | 26900 | Write a post-mortem of the outage | Post-mortem published
T | 1500 | Complete the negotiation e-learning | Certificate uploaded
T | -3 | Draft three goals for the next quarter | 3 goals agreed with my manager
T | - | Book the conference in Vienna | Ticket and hotel booked
T | - | Update the risk register with Paula | 12 risks rated
T | 3650 | Send two ideas for the hackathon to Yusuf | Two ideas in his inbox
T | - | Prepare the appraisal with my report | Form signed by both
SM | 20 | Improve communication |
SM | 14 | Be a better listener | yes
SMT | - | Learn Spanish | n/a
SMT | - | Work on my visibility | people notice
SMT | - | Network more |
SM | 30 | Get organised | -
SM | 40 | More self-confidence | feeling better
SMT | - | Try harder |
SM | 60 | Think bigger | tbd
SM | 30 | Improve Excel |
MT | - | Send the survey to the cohort |
MT | - | Present at the town hall | n/a
MT | - | Call HR about the sabbatical | -
ST | - | Public speaking | one talk given
ST | - | Become more strategic | strategy paper written
ST | - | Work on stakeholder management | map of 8 stakeholders drawn
SMT | - | Stuff with the team | ?
SM | 365 | Learn to code |
"""
