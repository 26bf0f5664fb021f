"""What can happen to messages and to what people wish to hear of."""

from django.utils.translation import gettext_lazy as _

from mentorship.events import Event

AREAS = {
    "chat": _("Chat channels"),
    "delivery": _("Messages"),
    "preferences": _("Notification settings"),
    "text": _("Texts of messages"),
}
EVENTS = (
    Event("chat.added", _("Chat channel connected"), ("name", "service")),
    Event("chat.changed", _("Chat channel changed"), ("name",)),
    Event("chat.removed", _("Chat channel removed"), ("name",)),
    Event("chat.tested", _("Test message sent to a chat channel"), ("name",)),
    Event("delivery.sent_again", _("Messages sent again"), ("messages",)),
    Event("preferences.changed", _("Notification settings changed"), ("fields",)),
    Event("text.changed", _("Text of a message changed"), ("kind",)),
    Event("text.reset", _("Text of a message reset"), ("kind",)),
)
