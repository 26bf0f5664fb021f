"""Every action that somebody does: who may not is refused, and so is everybody where the program is
archived or the mentorship has ended. Nothing here asks a view.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from matching.actions import candidates, endings, pairs, pods, policy, publication, requests, runs
from matching.models import Block, Mentorship, Nomination, Pair, Participant, Pod, Request, Run
from mentorship.accounts import actions as accounts
from mentorship.accounts.models import ApiToken
from mentorship.delivery import actions as delivery
from mentorship.delivery.models import ChatHook, Delivery, MessageText
from mentorship.jobs import actions as jobs
from mentorship.jobs.models import Job
from mentorship.people import actions as people
from mentorship.people.actions import hours
from mentorship.people.importing.reading import Reading, Sheet
from mentorship.people.models import Absence, ImportFile
from mentorship.tenancy import actions as tenancy
from mentorship.tenancy.context import tenant
from mentorship.tenancy.errors import ActionError, NotAllowedError
from mentorship.tenancy.models import Member, Organization
from mentorship.wording import said
from programs import actions as programs
from programs.models import Enrolment, Program, Question
from recognition import actions as recognition
from recognition.models import Award
from tests import factories, world
from tracking.actions import (
    agendas,
    answers,
    booking,
    concerns,
    confirming,
    corrections,
    goals,
    health,
    items,
    letters,
    logs,
    polls,
    pulse,
    reports,
    series,
    sessions,
    shifts,
    written,
)
from tracking.calendars.actions import feeds
from tracking.endings import actions as ending
from tracking.models import (
    ActionItem,
    AgendaItem,
    CadenceProposal,
    CadenceStage,
    Concern,
    Goal,
    Observation,
    Poll,
    PollOption,
    Series,
    Session,
)
from tracking.safeguarding import actions as safeguarding
from tracking.surveys import actions as surveys
from tracking.surveys.models import (
    GivenFeedback,
    Survey,
    SurveyQuestion,
    SurveyRequest,
    SurveyVersion,
)

APPS = (
    "mentorship.accounts",
    "mentorship.acts",
    "mentorship.audit",
    "mentorship.delivery",
    "mentorship.jobs",
    "mentorship.people",
    "mentorship.tenancy",
    "programs",
    "matching",
    "tracking",
    "tracking.calendars",
    "tracking.drafts",
    "tracking.endings",
    "tracking.safeguarding",
    "tracking.surveys",
    "recognition",
)
# A literal public address: nothing has to be looked up.
HOOK = "https://8.8.8.8/T1"
# Called by other actions, which have asked.
INNER = {
    "mentorship.accounts.actions.readdress",
    "mentorship.audit.actions.record",
    "mentorship.audit.actions.record_many",
    "mentorship.jobs.actions.start_job",
    "mentorship.tenancy.actions.tell_about",
    "programs.actions.locks.lock_program",
    "programs.actions.programs.measure",
    "matching.actions.endings.close",
    "matching.actions.endings.complete_mentorships",
    "matching.actions.endings.leave_part",
    "matching.actions.endings.tell",
    "matching.actions.endings.resume",
    "matching.actions.pairs.keep_apart",
    "matching.actions.pairs.open_run",
    "matching.actions.beginnings.begin_mentorships",
    "tracking.actions.pulse.move_to_stage",
    "tracking.actions.confirming.confirm_locked",
    "tracking.actions.confirming.hold",
    "tracking.actions.confirming.keep_feedback",
    "tracking.actions.series.stop_repeating",
    "tracking.actions.confirming.tell_confirmed",
    "tracking.actions.items.new_row",
    "tracking.actions.items.review_items",
    "tracking.actions.written.keep_revision",
    "tracking.actions.sessions.cancel_locked",
    "tracking.actions.orphans.cancel_of_archived",
    "tracking.actions.sessions.create",
    "tracking.actions.sessions.invite",
    "tracking.actions.sessions.lock_for",
    "tracking.actions.sessions.move_locked",
}


@dataclass
class Scene:
    """A world with its rows by name, and the moment at which everything is done."""

    world: world.World
    at: datetime

    def __getitem__(self, name: str) -> Any:
        model, key = ROWS[name]
        return model.objects.get(pk=self.world.ids[key])

    @property
    def people(self) -> dict[str, Member]:
        return self.world.people


ROWS: dict[str, tuple[Any, str]] = {
    "program": (Program, "program"),
    "question": (Question, "question"),
    "enrolment": (Enrolment, "enrolment"),
    "mentor_part": (Enrolment, "mentor_part"),
    "request": (Request, "request"),
    "run": (Run, "run"),
    "pair": (Pair, "pair"),
    "pod": (Pod, "pod"),
    "part": (Participant, "part"),
    "nomination": (Nomination, "nomination"),
    "block": (Block, "block"),
    "mentorship": (Mentorship, "mentorship"),
    "goal": (Goal, "goal"),
    "item": (ActionItem, "item"),
    "session": (Session, "session"),
    "past": (Session, "past"),
    "series": (Series, "series"),
    "group": (Mentorship, "group"),
    "poll": (Poll, "poll"),
    "option": (PollOption, "option"),
    "observation": (Observation, "observation"),
    "proposal": (CadenceProposal, "proposal"),
    "concern": (Concern, "concern"),
    "point": (AgendaItem, "point"),
    "survey": (Survey, "survey"),
    "survey_question": (SurveyQuestion, "survey_question"),
    "survey_request": (SurveyRequest, "survey_request"),
    "given": (GivenFeedback, "given"),
    "award": (Award, "award"),
    "job": (Job, "job"),
    "token": (ApiToken, "token"),
    "hook": (ChatHook, "hook"),
    "file": (ImportFile, "file"),
    "absence": (Absence, "absence"),
}
Act = Callable[[Scene, Member], Any]
SHEET = Sheet(["Email"], [["x@y.example"]])


def _recruiting(place: Scene) -> Program:
    Program.objects.filter(pk=place["program"].pk).exclude(state="archived").update(
        state="recruiting"
    )
    return place["program"]


def _peer_run(place: Scene) -> Run:
    Block.objects.all().delete()
    return Run.objects.get(pk=place.world.ids["peer_run"])


def _published(place: Scene) -> Run:
    run = place["run"]
    Run.objects.filter(pk=run.pk).update(state="published", published_at=place.at, kind="pairs")
    return Run.objects.get(pk=run.pk)


def _other_time(place: Scene) -> Session:
    place["session"].attendance.filter(member=place.people["mentee"]).update(
        answer="other_time", other_starts_at=place.at + timedelta(days=7)
    )
    return place["session"]


def _held(place: Scene) -> Session:
    Session.objects.filter(pk=place["past"].pk).update(state="held", logged_at=place.at)
    place["past"].attendance.update(state="present")
    return place["past"]


def _cancelled(place: Scene) -> Session:
    Session.objects.filter(pk=place["session"].pk).update(
        state="cancelled", closed_at=place.at, closed_by=place.people["mentee"]
    )
    return place["session"]


def _text(place: Scene) -> MessageText:
    return MessageText.objects.create(
        organization=place.world.organization,
        kind="session_unbooked",
        subject="S",
        body="{link}",
        changed_at=place.at,
    )


def _taken_back(place: Scene) -> Session:
    Session.objects.filter(pk=place["past"].pk).update(state="cancelled")
    return place["past"]


# Who does it rightly (by role in a world), and how.
ORGANIZATION: dict[str, tuple[str, Act]] = {
    "tracking.safeguarding.actions.name_contact": ("owner", lambda p, by: safeguarding.name_contact(
        member=p.people["colleague"], by=by, at=p.at)),
    "mentorship.delivery.actions.chat.change_hook": ("admin", lambda p, by: delivery.change_hook(
        hook=p["hook"], name="#other", address="", categories=[], scope=None, by=by, at=p.at)),
    "mentorship.delivery.actions.texts.reset_text": ("admin", lambda p, by: delivery.reset_text(
        text=_text(p), by=by, at=p.at)),
    "mentorship.delivery.actions.chat.remove_hook": ("admin", lambda p, by: delivery.remove_hook(
        hook=p["hook"], by=by, at=p.at)),
    "mentorship.delivery.actions.chat.test_hook": ("admin", lambda p, by: delivery.test_hook(
        hook=p["hook"], by=by, at=p.at)),
    "tracking.actions.concerns.resolve_concern": ("admin", lambda p, by: concerns.resolve_concern(
        concern=p["concern"], note="", by=by, at=p.at)),
    "mentorship.delivery.actions.preferences.set_preferences": (
        "mentee", lambda p, by: delivery.set_preferences(
            member=p.people["mentee"], email={}, in_app_off=[], quiet_from=None, quiet_until=None,
            summary_at=time(9), by=by, at=p.at)),
    "tracking.calendars.actions.feeds.open_feed": ("mentee", lambda p, by: feeds.open_feed(
        member=p.people["mentee"], by=by, at=p.at)),
    "tracking.calendars.actions.feeds.close_feed": ("mentee", lambda p, by: feeds.close_feed(
        member=p.people["mentee"], by=by, at=p.at)),
    "mentorship.accounts.actions.create_token": ("mentee", lambda p, by: accounts.create_token(
        member=p.people["mentee"], name="t", scopes=["read"], by=by, at=p.at,
        expires_at=p.at + timedelta(days=1))),
    "mentorship.accounts.actions.revoke_token": (
        "admin", lambda p, by: accounts.revoke_token(token=p["token"], by=by, at=p.at)),
    "mentorship.jobs.actions.cancel": (
        "admin", lambda p, by: jobs.cancel(job=p["job"], by=by, at=p.at)),
    "mentorship.people.actions.receive_import": (
        "admin", lambda p, by: people.receive_import(name="p.csv", content=b"x", by=by, at=p.at)),
    "mentorship.people.actions.upload_import": (
        "admin", lambda p, by: people.upload_import(name="p.csv", sheet=SHEET, by=by, at=p.at)),
    "mentorship.people.actions.read_import": (
        "admin", lambda p, by: people.read_import(file=p["file"], by=by, at=p.at)),
    "mentorship.people.actions.choose_reading": ("admin", lambda p, by: people.choose_reading(
        file=p["file"], reading=Reading(), by=by, at=p.at)),
    "mentorship.people.actions.save_mapping": ("admin", lambda p, by: people.save_mapping(
        file=p["file"], mapping=["email"], order=None, clear_empty=False, by=by, at=p.at)),
    "mentorship.people.actions.confirm_identity": ("admin", lambda p, by: people.confirm_identity(
        file=p["file"], members=[], by=by, at=p.at)),
    "mentorship.people.actions.discard_import": (
        "admin", lambda p, by: people.discard_import(file=p["file"], by=by, at=p.at)),
    "mentorship.people.actions.apply_import": (
        "admin", lambda p, by: people.apply_import(file=p["file"], by=by, at=p.at)),
    "mentorship.people.actions.save_person": ("admin", lambda p, by: people.save_person(
        member=_renamed(p.people["mentee"]), fields=["given_name"], by=by, at=p.at)),
    "mentorship.people.actions.hours.set_hours": ("mentee", lambda p, by: hours.set_hours(
        member=p.people["mentee"], days=[[]] * 7, time_zone="", country="", region="",
        call_link="", by=by, at=p.at)),
    "mentorship.people.actions.hours.add_absence": ("mentee", lambda p, by: hours.add_absence(
        member=p.people["mentee"], first_day=p.at.date(), last_day=p.at.date(), by=by, at=p.at)),
    "mentorship.people.actions.hours.remove_absence": (
        "mentee", lambda p, by: hours.remove_absence(absence=p["absence"], by=by, at=p.at)),
    "mentorship.tenancy.actions.change_roles": ("owner", lambda p, by: tenancy.change_roles(
        member=p.people["mentee"], roles=["admin"], by=by, at=p.at)),
    "mentorship.tenancy.actions.change_settings": ("owner", lambda p, by: tenancy.change_settings(
        settings=p.world.organization.settings, name="Other", by=by, at=p.at)),
    "mentorship.tenancy.actions.invite": (
        "admin", lambda p, by: tenancy.invite(member=_unsigned(p), by=by, at=p.at)),
    "matching.actions.pairs.block_people": ("admin", lambda p, by: pairs.block_people(
        mentor=p.people["mentor"], mentee=p.people["hr"], reason="", by=by, at=p.at)),
    "matching.actions.pairs.unblock": (
        "admin", lambda p, by: pairs.unblock(block=p["block"], by=by, at=p.at)),
    "recognition.actions.set_consent": ("mentee", lambda p, by: recognition.set_consent(
        award=p["award"], consents=True, by=by, at=p.at)),
}  # fmt: skip
PROGRAM: dict[str, tuple[str, Act]] = {
    "tracking.actions.health.set_health_policy": ("admin", lambda p, by: health.set_health_policy(
        program=p["program"], weights={"items": 2}, by=by, at=p.at)),
    "programs.actions.programs.change_program": ("admin", lambda p, by: programs.change_program(
        program=p["program"], by=by, at=p.at, name="Other")),
    "programs.actions.programs.set_goals": (
        "admin", lambda p, by: programs.set_goals(program=p["program"], goals=[], by=by, at=p.at)),
    "programs.actions.programs.publish_guidelines": (
        "admin", lambda p, by: programs.publish_guidelines(
            program=p["program"], by=by, at=p.at, mentor_duties="m", mentee_duties="e",
            agreement="b")),
    "programs.actions.cadence.set_cadence_policy": (
        "admin", lambda p, by: programs.set_cadence_policy(
            program=p["program"], by=by, at=p.at)),
    "programs.actions.programs.move_program": ("admin", lambda p, by: programs.move_program(
        program=p["program"], to="closing", by=by, at=p.at)),
    "programs.actions.programs.set_weights": ("admin", lambda p, by: programs.set_weights(
        program=p["program"], weights={}, by=by, at=p.at)),
    "programs.actions.questions.save_question": ("admin", lambda p, by: programs.save_question(
        program=p["program"], by=by, at=p.at, name="N", text="T", kind="text", audience="both")),
    "programs.actions.questions.move_question": ("admin", lambda p, by: programs.move_question(
        question=p["question"], up=True, by=by, at=p.at)),
    "programs.actions.questions.retire_question": (
        "admin", lambda p, by: programs.retire_question(question=p["question"], by=by, at=p.at)),
    "programs.actions.questions.restore_question": (
        "admin", lambda p, by: programs.restore_question(question=p["question"], by=by, at=p.at)),
    "programs.actions.questions.ask_for_answers": (
        "admin", lambda p, by: programs.ask_for_answers(program=p["program"], by=by, at=p.at)),
    "programs.actions.enrolments.enrol": ("hr", lambda p, by: programs.enrol(
        program=_recruiting(p), member=p.people["hr"], role="mentee", by=by, at=p.at)),
    "programs.actions.enrolments.answer_questions": (
        "mentee", lambda p, by: programs.answer_questions(
            enrolment=p["enrolment"], topics=[], motivation="", answers={}, by=by, at=p.at)),
    "programs.actions.enrolments.enrol_people": ("admin", lambda p, by: programs.enrol_people(
        program=p["program"], people=[p.people["hr"]], role="mentee", capacity=1, by=by, at=p.at)),
    "programs.actions.enrolments.decide_enrolments": (
        "admin", lambda p, by: programs.decide_enrolments(
            program=p["program"], ids=[p["enrolment"].pk], state="declined", by=by, at=p.at)),
    "programs.actions.enrolments.withdraw": (
        "mentee", lambda p, by: programs.withdraw(enrolment=p["enrolment"], by=by, at=p.at)),
    "programs.actions.enrolments.set_availability": (
        "mentee", lambda p, by: programs.set_availability(
            enrolment=p["enrolment"], until=None, by=by, at=p.at)),
    "programs.actions.enrolments.set_capacity": ("admin", lambda p, by: programs.set_capacity(
        program=p["program"], ids=[p["enrolment"].pk], capacity=2, by=by, at=p.at)),
    "tracking.surveys.actions.building.copy_ready": ("admin", lambda p, by: surveys.copy_ready(
        program=p["program"], ready="check", by=by, at=p.at)),
    "tracking.surveys.actions.building.add_survey": ("admin", lambda p, by: surveys.add_survey(
        program=p["program"], kind="own", name="N", intro="", audience="both", minutes=1, by=by,
        at=p.at)),
    "tracking.surveys.actions.building.change_survey": (
        "admin", lambda p, by: surveys.change_survey(
            survey=p["survey"], name="Other", by=by, at=p.at)),
    "tracking.surveys.actions.building.switch_survey": (
        "admin", lambda p, by: surveys.switch_survey(
            survey=p["survey"], is_on=False, by=by, at=p.at)),
    "tracking.surveys.actions.building.begin_draft": ("admin", lambda p, by: surveys.begin_draft(
        survey=_undrafted(p), by=by, at=p.at)),
    "tracking.surveys.actions.building.drop_draft": ("admin", lambda p, by: surveys.drop_draft(
        survey=p["survey"], by=by, at=p.at)),
    "tracking.surveys.actions.building.publish_draft": (
        "admin", lambda p, by: surveys.publish_draft(survey=p["survey"], by=by, at=p.at)),
    "tracking.surveys.actions.building.save_question": (
        "admin", lambda p, by: surveys.save_question(
            survey=p["survey"], name="N", text="T", kind="scale", options=[], role="both",
            seen_by="anonymous", by=by, at=p.at)),
    "tracking.surveys.actions.building.move_question": (
        "admin", lambda p, by: surveys.move_question(
            question=p["survey_question"], up=False, by=by, at=p.at)),
    "tracking.surveys.actions.building.remove_question": (
        "admin", lambda p, by: surveys.remove_question(
            question=p["survey_question"], by=by, at=p.at)),
    "tracking.surveys.actions.answering.answer_request": (
        "mentee", lambda p, by: surveys.answer_request(
            request=p["survey_request"], answers={}, by=by, at=p.at)),
    "tracking.surveys.actions.answering.decline_request": (
        "mentee", lambda p, by: surveys.decline_request(
            request=p["survey_request"], by=by, at=p.at)),
    "matching.actions.candidates.nominate": ("mentor", lambda p, by: candidates.nominate(
        program=_recruiting(p), member=p.people["hr"], by=by, at=p.at)),
    "matching.actions.candidates.ask_people": ("admin", lambda p, by: candidates.ask_people(
        program=p["program"], people=[], by=by, at=p.at)),
    "matching.actions.candidates.decline_nomination": (
        "colleague", lambda p, by: candidates.decline_nomination(
            nomination=p["nomination"], by=by, at=p.at)),
    "matching.actions.candidates.invite_mentor": ("admin", lambda p, by: candidates.invite_mentor(
        program=p["program"], capacity=1, by=by, at=p.at, person=Member(
            organization=p.world.organization, given_name="G", email="g@partner.example"))),
    "matching.actions.candidates.save_formula": ("admin", lambda p, by: candidates.save_formula(
        program=p["program"], weights={}, by=by, at=p.at)),
    "matching.actions.policy.save_policy": ("admin", lambda p, by: policy.save_policy(
        program=p["program"], weights={}, rules={}, objective="fair", dial=50, by=by, at=p.at)),
    "matching.actions.pairs.mark_pairs": ("admin", lambda p, by: pairs.mark_pairs(
        run=p["run"], ids=[p["pair"].pk], mark="pin", by=by, at=p.at)),
    "matching.actions.pairs.block_pair": (
        "admin", lambda p, by: pairs.block_pair(pair=p["pair"], reason="", by=by, at=p.at)),
    "matching.actions.pairs.choose_mentor": ("admin", lambda p, by: pairs.choose_mentor(
        run=p["run"], mentee=p["pair"].mentee, mentor=p["pair"].mentor, by=by, at=p.at)),
    "matching.actions.pods.mark_pods": ("admin", lambda p, by: pods.mark_pods(
        run=_peer_run(p), ids=[p["pod"].pk], mark="approve", by=by, at=p.at)),
    "matching.actions.pods.block_in_pod": ("admin", lambda p, by: pods.block_in_pod(
        pod=p["pod"], people=_in_pod(p)[:2], reason="", by=by, at=p.at)),
    "matching.actions.publication.publish_run": ("admin", lambda p, by: publication.publish_run(
        run=_peer_run(p), by=by, at=p.at)),
    "matching.actions.publication.undo_publication": (
        "admin", lambda p, by: publication.undo_publication(
            run=_without_plans(p), by=by, at=p.at)),
    "matching.actions.runs.start_run": (
        "admin", lambda p, by: runs.start_run(program=p["program"], by=by, at=p.at)),
    "matching.actions.runs.discard_run": (
        "admin", lambda p, by: runs.discard_run(run=p["run"], by=by, at=p.at)),
    "matching.actions.requests.ask": ("colleague", lambda p, by: requests.ask(
        mentee=_withdrawn(p), mentor=p["mentor_part"], message="", by=by, at=p.at,
        on=p.at.date())),
    "matching.actions.requests.accept": ("mentor", lambda p, by: requests.accept(
        request=p["request"], by=by, at=p.at, on=p.at.date())),
    "matching.actions.requests.decline": ("mentor", lambda p, by: requests.decline(
        request=p["request"], reason="time", words="", by=by, at=p.at, on=p.at.date())),
    "matching.actions.requests.withdraw": ("colleague", lambda p, by: requests.withdraw(
        request=p["request"], by=by, at=p.at, on=p.at.date())),
}  # fmt: skip
MENTORSHIP: dict[str, tuple[str, Act]] = {
    "matching.actions.endings.end_mentorship": ("admin", lambda p, by: endings.end_mentorship(
        mentorship=p["mentorship"], state="ended", reason="", by=by, at=p.at)),
    "matching.actions.endings.leave_group": ("mentor", lambda p, by: endings.leave_group(
        part=p["part"], reason="", by=by, at=p.at)),
    "tracking.endings.actions.plan_end": ("mentor", lambda p, by: ending.plan_end(
        mentorship=p["mentorship"], ends_on=p.at.date() + timedelta(days=1), by=by, at=p.at)),
    "tracking.endings.actions.leave": ("mentee", lambda p, by: ending.leave(
        mentorship=p["mentorship"], words="", by=by, at=p.at)),
    "tracking.surveys.actions.colleagues.name_colleagues": (
        "mentee", lambda p, by: surveys.name_colleagues(
            mentorship=_asking_colleagues(p), people=[p.people["hr"], p.people["colleague"]],
            by=by, at=p.at)),
    "tracking.surveys.actions.feedback.give_feedback": (
        "mentee", lambda p, by: surveys.give_feedback(
            mentorship=p["mentorship"], receiver=p.people["mentor"], parts={"situation": "s"},
            by=by, at=p.at)),
    "tracking.surveys.actions.feedback.reply_to_feedback": (
        "mentee", lambda p, by: surveys.reply_to_feedback(
            given=p["given"], reply="thanks", by=by, at=p.at)),
    "tracking.actions.agendas.add_points": ("mentor", lambda p, by: agendas.add_points(
        session=p["session"], texts=["Budget"], by=by, at=p.at)),
    "tracking.actions.agendas.remove_point": ("mentor", lambda p, by: agendas.remove_point(
        item=p["point"], by=by, at=p.at)),
    "tracking.actions.agendas.tick_point": ("mentor", lambda p, by: agendas.tick_point(
        item=p["point"], is_talked=True, by=by, at=p.at)),
    "tracking.actions.answers.accept_session": (
        "mentor", lambda p, by: answers.accept_session(session=p["session"], by=by, at=p.at)),
    "tracking.actions.answers.tentative_session": (
        "mentor", lambda p, by: answers.tentative_session(session=p["session"], by=by, at=p.at)),
    "tracking.actions.answers.decline_session": (
        "mentor", lambda p, by: answers.decline_session(session=p["session"], by=by, at=p.at)),
    "tracking.actions.answers.propose_time": ("mentor", lambda p, by: answers.propose_time(
        session=p["session"], starts_at=p.at + timedelta(days=7), by=by, at=p.at)),
    "tracking.actions.answers.take_other_time": (
        "mentor", lambda p, by: answers.take_other_time(
            session=_other_time(p), starts_at=p.at + timedelta(days=7), by=by, at=p.at)),
    "tracking.actions.confirming.confirm_session": (
        "mentor", lambda p, by: confirming.confirm_session(session=p["past"], by=by, at=p.at)),
    "tracking.actions.confirming.rate_session": (
        "mentor", lambda p, by: confirming.rate_session(
            session=_held(p), rating=4, by=by, at=p.at)),
    "tracking.actions.sessions.reopen_session": (
        "mentee", lambda p, by: sessions.reopen_session(session=_cancelled(p), by=by, at=p.at)),
    "tracking.actions.concerns.raise_concern": ("mentor", lambda p, by: concerns.raise_concern(
        mentorship=p["mentorship"], by=by, at=p.at)),
    "tracking.actions.health.nudge_mentorship": ("admin", lambda p, by: health.nudge_mentorship(
        mentorship=p["mentorship"], by=by, at=p.at)),
    "tracking.actions.letters.write_letter": ("mentor", lambda p, by: letters.write_letter(
        mentorship=p["mentorship"], to=[p.people["mentee"]], text="Hello", by=by, at=p.at)),
    "tracking.actions.concerns.keep_mentorship": ("mentor", lambda p, by: concerns.keep_mentorship(
        mentorship=p["mentorship"], by=by, at=p.at)),
    "tracking.actions.shifts.accept_shift": ("mentee", lambda p, by: shifts.accept_shift(
        proposal=_to_more(p), by=by, at=p.at)),
    "tracking.actions.shifts.put_off_shift": ("mentee", lambda p, by: shifts.put_off_shift(
        proposal=p["proposal"], by=by, at=p.at)),
    "tracking.actions.shifts.decline_shift": ("mentee", lambda p, by: shifts.decline_shift(
        proposal=p["proposal"], reason="Not yet", by=by, at=p.at)),
    "tracking.actions.shifts.object_to_shift": ("mentor", lambda p, by: shifts.object_to_shift(
        proposal=_shifted(p), by=by, at=p.at)),
    "tracking.actions.shifts.undo_shift": ("mentee", lambda p, by: shifts.undo_shift(
        proposal=_shifted(p), by=by, at=p.at)),
    "tracking.actions.shifts.set_cadence": ("admin", lambda p, by: shifts.set_cadence(
        mentorship=p["mentorship"], stage="monthly", reason="Travel", by=by, at=p.at)),
    "tracking.actions.booking.set_meeting_preferences": (
        "mentee", lambda p, by: booking.set_meeting_preferences(
            mentorship=p["mentorship"], weekday=1, hour=time(15), time_zone="UTC", minutes=30,
            place="", by=by, at=p.at)),
    "tracking.actions.corrections.correct_session": (
        "mentee", lambda p, by: corrections.correct_session(
            session=p["past"], starts_at=p.at - timedelta(days=3), minutes=30, by=by, at=p.at)),
    "tracking.actions.corrections.take_back_session": (
        "mentee", lambda p, by: corrections.take_back_session(session=p["past"], by=by, at=p.at)),
    "tracking.actions.corrections.put_back_session": (
        "mentee", lambda p, by: corrections.put_back_session(
            session=_taken_back(p), by=by, at=p.at)),
    "tracking.actions.goals.propose_goal": ("mentee", lambda p, by: goals.propose_goal(
        mentorship=p["mentorship"], statement="S", due_on=p.at.date(), by=by, at=p.at)),
    "tracking.actions.goals.agree_goal": (
        "mentor", lambda p, by: goals.agree_goal(goal=p["goal"], by=by, at=p.at)),
    "tracking.actions.goals.change_goal": ("mentee", lambda p, by: goals.change_goal(
        goal=p["goal"], by=by, at=p.at, statement="Other")),
    "tracking.actions.items.change_item": ("mentee", lambda p, by: items.change_item(
        item=p["item"], by=by, at=p.at, text="Other", measure="", achievable="", due_on=None,
        goal="", owner=str(p.people["mentee"].pk))),
    "tracking.actions.items.delete_item": (
        "mentee", lambda p, by: items.delete_item(item=p["item"], by=by, at=p.at)),
    "tracking.actions.written.write_observation": (
        "mentor", lambda p, by: written.write_observation(
            mentorship=p["mentorship"], kind="improvement", text="T", by=by, at=p.at)),
    "tracking.actions.written.change_observation": (
        "mentee", lambda p, by: written.change_observation(
            observation=p["observation"], kind="improvement", text="T", by=by, at=p.at)),
    "tracking.actions.written.delete_observation": (
        "mentee", lambda p, by: written.delete_observation(
            observation=p["observation"], by=by, at=p.at)),
    "tracking.actions.logs.log_for_others": ("admin", lambda p, by: logs.log_for_others(
        mentorship=p["mentorship"], starts_at=p.at - timedelta(days=5), minutes=30,
        present=[p.people["mentor"], p.people["mentee"]], by=by, at=p.at)),
    "tracking.actions.reports.report_progress": (
        "mentee", lambda p, by: reports.report_progress(
            goal=_agreed(p), value=Decimal(10), by=by, at=p.at)),
    "tracking.actions.reports.achieve_goal": ("mentee", lambda p, by: reports.achieve_goal(
        goal=_agreed(p), by=by, at=p.at)),
    "tracking.actions.goals.decline_goal": ("mentor", lambda p, by: goals.decline_goal(
        goal=p["goal"], reason="R", by=by, at=p.at)),
    "tracking.actions.goals.drop_goal": ("mentor", lambda p, by: goals.drop_goal(
        goal=p["goal"], reason="R", by=by, at=p.at)),
    "tracking.actions.goals.reopen_goal": ("mentee", lambda p, by: goals.reopen_goal(
        goal=_dropped(p), by=by, at=p.at)),
    "tracking.actions.goals.carry_goal": ("mentee", lambda p, by: goals.carry_goal(
        goal=_left_open(p), mentorship=p["mentorship"], by=by, at=p.at)),
    "tracking.actions.items.add_items": ("mentor", lambda p, by: items.add_items(
        mentorship=p["mentorship"], items=[items.Item("T", p.people["mentee"])], by=by, at=p.at)),
    "tracking.actions.items.postpone_item": ("mentee", lambda p, by: items.postpone_item(
        item=p["item"], due_on=p.at.date() + timedelta(days=9), by=by, at=p.at)),
    "tracking.actions.items.drop_item": ("mentee", lambda p, by: items.drop_item(
        item=p["item"], reason="R", by=by, at=p.at)),
    "tracking.actions.items.set_done": ("mentee", lambda p, by: items.set_done(
        item=p["item"], is_done=True, by=by, at=p.at)),
    "tracking.actions.logs.log_past_session": ("mentee", lambda p, by: logs.log_past_session(
        mentorship=p["mentorship"], starts_at=p.at - timedelta(days=5), minutes=30, by=by,
        at=p.at)),
    "tracking.actions.logs.log_session": ("mentee", lambda p, by: logs.log_session(
        session=p["past"], shared="S", by=by, at=p.at)),
    "tracking.actions.polls.open_poll": ("mentor", lambda p, by: polls.open_poll(
        mentorship=_unasked(p), starts=[p.at + timedelta(days=n) for n in (3, 4, 5)], minutes=30,
        place="", by=by, at=p.at)),
    "tracking.actions.polls.vote": ("mentor", lambda p, by: polls.vote(
        poll=p["poll"], answers={p["option"].pk: "yes"}, by=by, at=p.at)),
    "tracking.actions.polls.book_option": ("mentee", lambda p, by: polls.book_option(
        option=p["option"], by=by, at=p.at)),
    "tracking.actions.polls.drop_poll": ("mentee", lambda p, by: polls.drop_poll(
        poll=p["poll"], by=by, at=p.at)),
    "tracking.actions.series.book_repeating": ("mentee", lambda p, by: series.book_repeating(
        mentorship=p["mentorship"], starts_at=p.at + timedelta(days=9), minutes=30, repeat="",
        by=by, at=p.at)),
    "tracking.actions.series.repeat_session": ("mentee", lambda p, by: series.repeat_session(
        session=_once(p), stage="weekly", by=by, at=p.at)),
    "tracking.actions.series.end_series": ("mentee", lambda p, by: series.end_series(
        series=p["series"], by=by, at=p.at)),
    "tracking.actions.sessions.book_session": ("mentee", lambda p, by: sessions.book_session(
        mentorship=p["mentorship"], starts_at=p.at + timedelta(days=9), minutes=30, by=by,
        at=p.at)),
    "tracking.actions.sessions.move_session": ("mentee", lambda p, by: sessions.move_session(
        session=p["session"], starts_at=p.at + timedelta(days=8), minutes=30, place="", agenda="",
        by=by, at=p.at)),
    "tracking.actions.sessions.close_session": ("mentee", lambda p, by: sessions.close_session(
        session=p["session"], state="cancelled", by=by, at=p.at)),
}  # fmt: skip
# Refused for what they are, whatever is asked: nobody's rows are named.
OF_ONESELF: dict[str, Act] = {
    "mentorship.delivery.actions.claiming.send_again": lambda p, by: delivery.send_again(
        deliveries=Delivery.objects.all(), by=by, at=p.at
    ),
    "mentorship.delivery.actions.chat.add_hook": lambda p, by: delivery.add_hook(
        name="#m", service="slack", address=HOOK, categories=[], scope=None, by=by, at=p.at
    ),
    "mentorship.delivery.actions.texts.change_text": lambda p, by: delivery.change_text(
        kind="session_unbooked", scope=None, subject="S", body="{link}", by=by, at=p.at
    ),
    "mentorship.people.actions.invite_people": lambda p, by: people.invite_people(
        members=[_unsigned(p)], by=by, on=p.at.date(), at=p.at
    ),
    "programs.actions.programs.create_program": lambda p, by: programs.create_program(
        by=by,
        at=p.at,
        name="N",
        starts_on=p.at.date(),
        ends_on=p.at.date() + timedelta(days=9),
        focus="career",
    ),
}
ELSEWHERE = {
    # Its rule is `open_run`, as that of its neighbours; it needs three pods to be done rightly.
    "matching.actions.pods.change_places": "tests/matching/test_pods.py",
    # Everybody's own alone, and nothing of them is read; strangers are answered 404.
    "tracking.safeguarding.actions.report_concern": "tests/tracking/safeguarding/test_reports.py",
    "tracking.safeguarding.actions.mark_read": "tests/tracking/safeguarding/test_reports.py",
    "tracking.safeguarding.actions.add_note": "tests/tracking/safeguarding/test_reports.py",
    "tracking.safeguarding.actions.close_report": "tests/tracking/safeguarding/test_reports.py",
    "tracking.safeguarding.actions.remove_contact": "tests/tracking/safeguarding/test_reports.py",
    "tracking.endings.actions.ask_extension": "tests/tracking/endings/test_endings.py",
    "tracking.endings.actions.agree_extension": "tests/tracking/endings/test_endings.py",
    "tracking.endings.actions.decline_extension": "tests/tracking/endings/test_endings.py",
    "tracking.endings.actions.write_reflection": "tests/tracking/endings/test_endings.py",
    "tracking.endings.actions.finish": "tests/tracking/endings/test_endings.py",
    "tracking.endings.actions.take_back_exit": "tests/tracking/endings/test_endings.py",
    "tracking.endings.actions.resume_mentorship": "tests/tracking/endings/test_endings.py",
    "tracking.drafts.actions.save_draft": "tests/tracking/test_drafts.py",
    "tracking.drafts.actions.drop_drafts": "tests/tracking/test_drafts.py",
    # Whoever else reads it marks nothing; strangers are answered 404.
    "tracking.surveys.actions.feedback.mark_read": "tests/tracking/surveys/test_feedback.py",
    # Its link says who acts; the action behind it asks the rule.
    "mentorship.acts.actions.perform": "tests/mentorship/acts/test_acts.py",
}
EVERY = ORGANIZATION | PROGRAM | MENTORSHIP
OF_ALL_COLLEAGUES = {"matching.actions.candidates.nominate"}
# They write rows of the actor's own organisation, so there is nothing of another's to name.
OF_OWN_ORGANIZATION = {
    "mentorship.people.actions.receive_import",
    "mentorship.people.actions.upload_import",
}


def _renamed(member: Member) -> Member:
    member.given_name = "Other"
    return member


def _unsigned(place: Scene) -> Member:
    return factories.member(place.world.organization)


def _in_pod(place: Scene) -> list[Any]:
    return list(place["pod"].places.order_by("id").values_list("enrolment", flat=True))


def _undrafted(place: Scene) -> Survey:
    SurveyVersion.objects.filter(survey=place["survey"], published_at=None).delete()
    return place["survey"]


def _asking_colleagues(place: Scene) -> Mentorship:
    Survey.objects.create(
        organization=place.world.organization,
        program=place["program"],
        kind="colleagues",
        audience="colleagues",
        name="What colleagues see",
        is_on=True,
        created_at=place.at,
    )
    return place["mentorship"]


def _unasked(place: Scene) -> Mentorship:
    Poll.objects.update(closed_at=place.at)
    return place["group"]


def _once(place: Scene) -> Session:
    Series.objects.update(ended_at=place.at)
    return place["session"]


def _agreed(place: Scene) -> Goal:
    Goal.objects.filter(pk=place["goal"].pk).update(
        state="agreed", agreed_by=place.people["mentor"], agreed_at=place.at
    )
    return place["goal"]


def _dropped(place: Scene) -> Goal:
    Goal.objects.filter(pk=place["goal"].pk).update(
        state="dropped", closed_by=place.people["mentor"], closed_at=place.at
    )
    return place["goal"]


def _left_open(place: Scene) -> Goal:
    """A goal of an earlier mentorship of the mentee."""
    earlier = Mentorship.objects.create(
        organization=place.world.organization,
        program=place["program"],
        title="Earlier",
        state="ended",
        started_at=place.at,
        ended_at=place.at,
    )
    Participant.objects.create(
        organization=place.world.organization,
        mentorship=earlier,
        member=place.people["mentee"],
        role="mentee",
    )
    Goal.objects.filter(pk=place["goal"].pk).update(mentorship=earlier)
    return place["goal"]


def _withdrawn(place: Scene) -> Enrolment:
    request = place["request"]
    mentee = request.mentee
    request.delete()
    return mentee


def _to_more(place: Scene) -> CadenceProposal:
    """Towards more sessions, which those who need attention may accept as well."""
    proposal = CadenceProposal.objects.filter(pk=place["proposal"].pk)
    proposal.update(from_stage="monthly", to_stage="fortnightly")
    CadenceStage.objects.filter(mentorship=place["mentorship"]).update(stage="monthly")
    return place["proposal"]


def _shifted(place: Scene) -> CadenceProposal:
    """As the mentee has accepted it just now."""
    proposal, mentee = place["proposal"], place.people["mentee"]
    CadenceProposal.objects.filter(pk=proposal.pk).update(
        state="accepted",
        answered_by=mentee,
        answered_at=place.at,
        objection_until=place.at + timedelta(days=3),
    )
    pulse.move_to_stage(
        mentorship=proposal.mentorship,
        stage=proposal.to_stage,
        on=place.at.date(),
        reason=said("cadence.first"),
        by=mentee,
    )
    return place["proposal"]


def _without_plans(place: Scene) -> Run:
    Session.objects.all().delete()
    Goal.objects.all().delete()
    return _published(place)


@pytest.fixture
def place(northwind: Organization) -> Scene:
    return Scene(world.build(northwind), timezone.now())


@pytest.fixture
def foreign(fabrikam: Organization) -> Member:
    """Somebody who may do everything, elsewhere."""
    with tenant(fabrikam.pk):
        return factories.member(fabrikam, roles=["owner", "admin", "hr"])


def _known_actions() -> set[str]:
    names = set()
    for app in APPS:
        package = importlib.import_module(f"{app}.actions")
        found = pkgutil.iter_modules(getattr(package, "__path__", []))
        paths = [f"{app}.actions.{module.name}" for module in found]
        for module in (package, *map(importlib.import_module, paths)):
            names |= {
                f"{module.__name__}.{name}"
                for name, function in inspect.getmembers(module, inspect.isfunction)
                if function.__module__ == module.__name__
                and not name.startswith("_")
                and "by" in inspect.signature(function).parameters
            }
    return names


def test_every_action_is_known_here() -> None:
    assert _known_actions() == {*EVERY, *OF_ONESELF, *ELSEWHERE, *INNER}


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _refused(place: Scene, name: str, by: Member) -> None:
    with undone(), pytest.raises(ActionError):
        EVERY[name][1](place, by)


@pytest.mark.parametrize("name", EVERY)
def test_an_action_is_for_those_who_may_and_while_it_can_be(
    name: str, place: Scene, foreign: Member
) -> None:
    admin, rightful = place.people["admin"], place.people[EVERY[name][0]]
    _refused(place, name, factories.member(place.world.organization, is_external=True))
    if name not in OF_ALL_COLLEAGUES:
        _refused(place, name, factories.member(place.world.organization))
    if name not in OF_OWN_ORGANIZATION:
        _refused(place, name, foreign)
    if name not in ORGANIZATION:
        with undone():
            for program in Program.objects.all():
                endings.complete_mentorships(program=program, by=admin, at=place.at)
            Program.objects.update(state="archived")
            _refused(place, name, rightful)
    if name in MENTORSHIP:
        with undone():
            for mentorship in Mentorship.objects.active():
                endings.end_mentorship(
                    mentorship=mentorship, state="ended", reason="", by=admin, at=place.at
                )
            _refused(place, name, rightful)
    EVERY[name][1](place, rightful)


@pytest.mark.parametrize("name", OF_ONESELF)
def test_only_admins_do_what_concerns_the_organisation(name: str, place: Scene) -> None:
    OF_ONESELF[name](place, place.people["admin"])
    with pytest.raises(NotAllowedError):
        OF_ONESELF[name](place, place.people["colleague"])
