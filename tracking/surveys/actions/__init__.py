"""Every write of surveys and feedback."""

from tracking.surveys.actions.answering import answer_request, decline_request
from tracking.surveys.actions.asking import ask_surveys, mix_answers
from tracking.surveys.actions.building import (
    add_survey,
    begin_draft,
    change_survey,
    copy_ready,
    drop_draft,
    move_question,
    publish_draft,
    remove_question,
    save_question,
    switch_survey,
)
from tracking.surveys.actions.colleagues import name_colleagues
from tracking.surveys.actions.errors import SurveyError
from tracking.surveys.actions.feedback import give_feedback, mark_read, reply_to_feedback

__all__ = [
    "SurveyError",
    "add_survey",
    "answer_request",
    "ask_surveys",
    "begin_draft",
    "change_survey",
    "copy_ready",
    "decline_request",
    "drop_draft",
    "give_feedback",
    "mark_read",
    "mix_answers",
    "move_question",
    "name_colleagues",
    "publish_draft",
    "remove_question",
    "reply_to_feedback",
    "save_question",
    "switch_survey",
]
