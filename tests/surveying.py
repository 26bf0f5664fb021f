"""A program with people in mentorships, and surveys that ask them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from matching.models import Mentorship, Participant
from mentorship.delivery.models import Delivery
from mentorship.tenancy.models import Member, Organization
from programs.models import Program
from tests import factories
from tracking.actions import pulse
from tracking.models import Attendance, Session
from tracking.surveys import actions
from tracking.surveys.models import Survey, SurveyQuestion, SurveyRequest


class Cohort:
    """A running program of so many pairs that began sixty days ago, in its second half; `met` are
    the sessions held by each with both present, the last one five days ago.
    """

    def __init__(
        self, organization: Organization, at: datetime, *, pairs: int = 1, met: int = 2
    ) -> None:
        self.organization, self.at = organization, at
        self.admin = factories.member(organization, roles=["admin"], sign_in=True)
        self.program = Program.objects.create(
            organization=organization,
            name="Compass",
            starts_on=at.date() - timedelta(days=60),
            ends_on=at.date() + timedelta(days=50),
            created_at=at,
            state="running",
        )
        self.mentors = [factories.member(organization, sign_in=not n) for n in range(pairs)]
        self.mentees = [factories.member(organization, sign_in=not n) for n in range(pairs)]
        self.mentorships = [self._pair(*people) for people in zip(*self.sides(), strict=True)]
        pulse.begin_mentorships(organization=organization)
        for number in range(met):
            for mentorship in self.mentorships:
                self.meet(mentorship, days_ago=5 + 14 * number)

    def sides(self) -> tuple[list[Member], list[Member]]:
        return self.mentors, self.mentees

    @property
    def people(self) -> list[Member]:
        return [*self.mentors, *self.mentees]

    def _pair(self, mentor: Member, mentee: Member) -> Mentorship:
        mentorship = Mentorship.objects.create(
            organization=self.organization,
            program=self.program,
            title=f"{mentor.given_name} & {mentee.given_name}",
            started_at=self.at - timedelta(days=55),
        )
        for member, role in ((mentor, "mentor"), (mentee, "mentee")):
            Participant.objects.create(
                organization=self.organization, mentorship=mentorship, member=member, role=role
            )
        return mentorship

    def meet(
        self, mentorship: Mentorship, *, days_ago: int, absent: Member | None = None
    ) -> Session:
        starts_at = self.at - timedelta(days=days_ago)
        people = [part.member for part in mentorship.participants.select_related("member")]
        session = Session.objects.create(
            organization=self.organization,
            mentorship=mentorship,
            starts_at=starts_at,
            minutes=45,
            state="held",
            booked_by=people[0],
            logged_at=starts_at,
        )
        Attendance.objects.bulk_create(
            Attendance(
                organization=self.organization,
                session=session,
                member=person,
                state="absent" if person == absent else "present",
            )
            for person in people
        )
        return session

    def survey(self, ready: str) -> Survey:
        """One of the ready ones, switched on."""
        survey = actions.copy_ready(program=self.program, ready=ready, by=self.admin, at=self.at)
        return actions.switch_survey(survey=survey, is_on=True, by=self.admin, at=self.at)

    def own(self, **questions: Mapping[str, Any]) -> Survey:
        """One of the admin's own with these questions by name, published and switched on."""
        survey = actions.add_survey(
            program=self.program,
            kind="own",
            name="Own",
            intro="",
            audience="both",
            minutes=1,
            by=self.admin,
            at=self.at,
        )
        for name, values in questions.items():
            usual = {"text": f"{name}?", "kind": "scale", "options": [], "role": "both"}
            actions.save_question(
                survey=survey, by=self.admin, at=self.at, name=name, **(usual | values)
            )
        actions.publish_draft(survey=survey, by=self.admin, at=self.at)
        return actions.switch_survey(survey=survey, is_on=True, by=self.admin, at=self.at)

    def ask(self, at: datetime | None = None) -> int:
        return actions.ask_surveys(organization=self.organization, at=at or self.at)


def answer(request: SurveyRequest, at: datetime, **values: Any) -> None:
    """By the questions' names."""
    questions = SurveyQuestion.objects.filter(version=request.version_id)
    keys = {question.name: question.key for question in questions}
    actions.answer_request(
        request=request,
        answers={keys[name]: value for name, value in values.items()},
        by=request.member,
        at=at,
    )


def messages(kind: str) -> set[Any]:
    """Whom an e-mail of this kind is owed to."""
    return set(
        Delivery.objects.filter(kind=kind, channel="email").values_list("recipient", flat=True)
    )
