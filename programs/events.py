"""What can happen to programs and to the parts that people take in them."""

from mentorship.events import Event

AREAS = {
    "agreement": "Agreements",
    "enrolment": "Enrolments",
    "program": "Programs",
    "question": "Questions",
}
EVENTS = (
    Event("program.created", "Program made"),
    Event("program.changed", "Program changed"),
    Event("program.goals", "Goals of a program set", ("number",)),
    Event("program.guidelines", "Guidelines published", ("version",)),
    Event("program.cadence", "Cadence of a program set"),
    Event("program.weights", "Matching criteria weighted", None),
    Event("program.recruiting", "Program opened for applications"),
    Event("program.matching", "Program moved to matching"),
    Event("program.running", "Program begun"),
    Event("program.closing", "Program moved to closing"),
    Event("program.archived", "Program archived"),
    Event("enrolment.applied", "Applied"),
    Event("enrolment.answered", "Application changed"),
    Event("enrolment.added", "Added to a program"),
    Event("enrolment.approved", "Application approved"),
    Event("enrolment.declined", "Application declined"),
    Event("enrolment.waitlisted", "Application put on the waiting list"),
    Event("enrolment.withdrawn", "Application taken back"),
    Event("enrolment.availability", "Availability changed", ("until",)),
    Event("enrolment.capacity", "Number of mentees changed", ("capacity",)),
    Event("enrolment.paused", "Mentor paused"),
    Event("enrolment.left", "Left a program with the organisation"),
    Event("agreement.signed", "Mentoring agreement signed", ("version",)),
    Event("question.added", "Question added"),
    Event("question.changed", "Question changed"),
    Event("question.moved", "Question moved"),
    Event("question.removed", "Question removed"),
    Event("question.retired", "Question retired"),
    Event("question.restored", "Question asked again"),
    Event("question.asked_again", "Missing answers asked for", ("people",)),
)
