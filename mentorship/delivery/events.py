"""What can happen to messages and to what people wish to hear of."""

from mentorship.events import Event

AREAS = {"chat": "Chat channels", "delivery": "Messages", "preferences": "Notification settings"}
EVENTS = (
    Event("chat.added", "Chat channel connected", ("name", "service")),
    Event("chat.changed", "Chat channel changed", ("name",)),
    Event("chat.removed", "Chat channel removed", ("name",)),
    Event("chat.tested", "Test message sent to a chat channel", ("name",)),
    Event("delivery.sent_again", "Messages sent again", ("messages",)),
    Event("preferences.changed", "Notification settings changed", ("fields",)),
)
