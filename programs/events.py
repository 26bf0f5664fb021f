"""What can happen to programs and to the parts that people take in them."""

from django.utils.translation import gettext_lazy as _

from mentorship.events import Event

AREAS = {
    "agreement": _("Agreements"),
    "enrolment": _("Enrolments"),
    "program": _("Programs"),
    "question": _("Questions"),
}
EVENTS = (
    Event("program.created", _("Program made")),
    Event("program.changed", _("Program changed")),
    Event("program.goals", _("Goals of a program set"), ("number",)),
    Event("program.guidelines", _("Guidelines published"), ("version",)),
    Event("program.cadence", _("Cadence of a program set")),
    Event("program.weights", _("Matching criteria weighted"), None),
    Event("program.recruiting", _("Program opened for applications")),
    Event("program.matching", _("Program moved to matching")),
    Event("program.running", _("Program begun")),
    Event("program.closing", _("Program moved to closing")),
    Event("program.archived", _("Program archived")),
    Event("enrolment.applied", _("Applied")),
    Event("enrolment.answered", _("Application changed")),
    Event("enrolment.added", _("Added to a program")),
    Event("enrolment.approved", _("Application approved")),
    Event("enrolment.declined", _("Application declined")),
    Event("enrolment.waitlisted", _("Application put on the waiting list")),
    Event("enrolment.withdrawn", _("Application taken back")),
    Event("enrolment.availability", _("Availability changed"), ("until",)),
    Event("enrolment.capacity", _("Number of mentees changed"), ("capacity",)),
    Event("enrolment.paused", _("Mentor paused")),
    Event("enrolment.left", _("Left a program with the organisation")),
    Event("agreement.signed", _("Mentoring agreement signed"), ("version",)),
    Event("question.added", _("Question added")),
    Event("question.changed", _("Question changed")),
    Event("question.moved", _("Question moved")),
    Event("question.removed", _("Question removed")),
    Event("question.retired", _("Question retired")),
    Event("question.restored", _("Question asked again")),
    Event("question.asked_again", _("Missing answers asked for"), ("people",)),
)
