"""What can happen to an organisation and to those who sign in."""

from django.utils.translation import gettext_lazy as _

from mentorship.events import Event

AREAS = {"member": _("People"), "organization": _("Organisation"), "settings": _("Settings")}
EVENTS = (
    Event("organization.created", _("Organisation set up"), ("name",)),
    Event("settings.changed", _("Organisation settings changed"), ("changed",)),
    Event("member.invited", _("Person invited")),
    Event("member.joined", _("Person joined")),
    Event("member.roles", _("Roles changed"), ("roles",)),
)
