"""What can happen to matchings, requests and mentorships."""

from django.utils.translation import gettext_lazy as _

from mentorship.events import Event

AREAS = {
    "block": _("People kept apart"),
    "group": _("Groups"),
    "mentorship": _("Mentorships"),
    "nomination": _("Nominations"),
    "request": _("Requests"),
    "run": _("Matchings"),
}
EVENTS = (
    Event("run.pairs_approve", _("Proposed pairs approved"), ("pairs",)),
    Event("run.pairs_reopen", _("Proposed pairs reopened"), ("pairs",)),
    Event("run.pairs_remove", _("Proposed pairs taken out"), ("pairs",)),
    Event("run.pairs_restore", _("Proposed pairs put back"), ("pairs",)),
    Event("run.pairs_pin", _("Proposed pairs pinned"), ("pairs",)),
    Event("run.pairs_unpin", _("Proposed pairs unpinned"), ("pairs",)),
    Event("run.pods_approve", _("Proposed pods approved"), ("pods",)),
    Event("run.pods_reopen", _("Proposed pods reopened"), ("pods",)),
    Event("run.pods_remove", _("Proposed pods taken out"), ("pods",)),
    Event("run.pods_restore", _("Proposed pods put back"), ("pods",)),
    Event("run.mentor_chosen", _("Mentor of a proposed pair changed")),
    Event("run.places_changed", _("Places of two people changed")),
    Event("run.published", _("Matching published"), ("pairs", "pods")),
    Event("run.publication_undone", _("Publication taken back"), ("pairs",)),
    Event("run.discarded", _("Matching discarded")),
    Event("program.matching_policy", _("Rules of matching set"), ("objective", "rules")),
    Event("program.candidate_formula", _("Weights for finding mentors set")),
    Event("mentorship.started", _("Mentorship started")),
    Event("mentorship.completed", _("Mentorship completed")),
    Event("mentorship.resumed", _("Mentorship goes on after its end")),
    Event("mentorship.ended", _("Mentorship ended")),
    Event("group.joined", _("Joined a group")),
    Event("group.left", _("Left a group"), ("member", "reason")),
    Event("block.added", _("Two people kept apart")),
    Event("block.lifted", _("Two people no longer kept apart")),
    Event("nomination.made", _("Mentor nominated")),
    Event("nomination.declined", _("Nomination declined")),
    Event("request.made", _("Mentor asked")),
    Event("request.accepted", _("Request accepted")),
    Event("request.declined", _("Request declined")),
    Event("request.expired", _("Request expired")),
    Event("request.full", _("Request closed: no place left")),
    Event("request.withdrawn", _("Request taken back")),
)
