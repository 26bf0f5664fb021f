"""Owing messages, sending them, and what people wish to hear of."""

from mentorship.delivery.actions.chat import add_hook, change_hook, remove_hook, test_hook
from mentorship.delivery.actions.claiming import (
    claim,
    finish,
    give_up,
    hand_back,
    postpone,
    release,
    send_again,
)
from mentorship.delivery.actions.owing import Message, announce, owe, owe_all, owe_from, take_back
from mentorship.delivery.actions.preferences import set_preferences, set_unsubscribed
from mentorship.delivery.actions.reading import mark_read
from mentorship.delivery.actions.texts import TextError, change_text, check_text, reset_text

__all__ = [
    "Message",
    "TextError",
    "add_hook",
    "announce",
    "change_hook",
    "change_text",
    "check_text",
    "claim",
    "finish",
    "give_up",
    "hand_back",
    "mark_read",
    "owe",
    "owe_all",
    "owe_from",
    "postpone",
    "release",
    "remove_hook",
    "reset_text",
    "send_again",
    "set_preferences",
    "set_unsubscribed",
    "take_back",
    "test_hook",
]
