"""What can happen to an organisation and to those who sign in."""

from mentorship.events import Event

AREAS = {"member": "People", "organization": "Organisation", "settings": "Settings"}
EVENTS = (
    Event("organization.created", "Organisation set up", ("name",)),
    Event("settings.changed", "Organisation settings changed", ("changed",)),
    Event("member.invited", "Person invited"),
    Event("member.joined", "Person joined"),
    Event("member.roles", "Roles changed", ("roles",)),
)
