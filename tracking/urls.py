from django.urls import include, path

from tracking.views import (
    agendas,
    answers,
    booking,
    cadence,
    concerns,
    fairness,
    goals,
    health,
    home,
    insights,
    letters,
    logs,
    mentorships,
    plans,
    polls,
    progress,
    sessions,
)

tracking_patterns = [
    path("mentorships/", mentorships.mentorship_list, name="mentorships"),
    path("mentorships/<uuid:pk>/", mentorships.mentorship_detail, name="mentorship"),
    path("mentorships/attention/", health.attention, name="attention"),
    path("mentorships/<uuid:pk>/nudge/", health.mentorship_nudge, name="mentorship-nudge"),
    path("mentorships/<uuid:pk>/write/", letters.letter_new, name="letter-new"),
    path("programs/<uuid:pk>/health/", health.health_policy, name="health-policy"),
    path("mentorships/concerns/", concerns.concern_list, name="concerns"),
    path("mentorships/concerns/<uuid:pk>/", concerns.concern_resolve, name="concern-resolve"),
    path("mentorships/<uuid:pk>/concern/", concerns.concern_raise, name="concern-raise"),
    path("mentorships/<uuid:pk>/keep/", concerns.mentorship_keep, name="mentorship-keep"),
    path("mentorships/<uuid:pk>/end/", mentorships.mentorship_end, name="mentorship-end"),
    path(
        "mentorships/<uuid:pk>/people/<uuid:part_pk>/leave/",
        mentorships.group_leave,
        name="group-leave",
    ),
    path("mentorships/<uuid:pk>/goals/new/", goals.goal_new, name="goal-new"),
    path("mentorships/<uuid:pk>/sessions/book/", booking.session_book, name="session-book"),
    path("mentorships/<uuid:pk>/polls/new/", polls.poll_new, name="poll-new"),
    path("mentorships/polls/<uuid:pk>/", polls.poll_detail, name="poll"),
    path("mentorships/polls/<uuid:pk>/drop/", polls.poll_drop, name="poll-drop"),
    path("mentorships/polls/options/<uuid:pk>/book/", polls.poll_book, name="poll-book"),
    path("mentorships/<uuid:pk>/times/", booking.meeting_preferences, name="meeting-preferences"),
    path("mentorships/sessions/<uuid:pk>/", agendas.session_detail, name="session"),
    path("mentorships/sessions/<uuid:pk>/agenda/", agendas.agenda_add, name="agenda-add"),
    path("mentorships/agenda/<uuid:pk>/", agendas.agenda_change, name="agenda-change"),
    path("mentorships/<uuid:pk>/sessions/add/", logs.past_meeting, name="past-meeting"),
    path(
        "mentorships/<uuid:pk>/sessions/add-for-them/", logs.log_for_others, name="log-for-others"
    ),
    path("mentorships/<uuid:pk>/progress/", progress.progress, name="progress"),
    path(
        "mentorships/progress/<uuid:pk>/edit/", progress.observation_edit, name="observation-edit"
    ),
    path(
        "mentorships/progress/<uuid:pk>/delete/",
        progress.observation_delete,
        name="observation-delete",
    ),
    path("mentorships/history/<uuid:pk>/", progress.history, name="history"),
    path("mentorships/sessions/<uuid:pk>/answer/", answers.session_answer, name="session-answer"),
    path(
        "mentorships/sessions/<uuid:pk>/propose/", answers.session_propose, name="session-propose"
    ),
    path(
        "mentorships/sessions/<uuid:pk>/confirm/", answers.session_confirm, name="session-confirm"
    ),
    path("mentorships/sessions/<uuid:pk>/reopen/", answers.session_reopen, name="session-reopen"),
    path("mentorships/sessions/<uuid:pk>/move/", booking.session_move, name="session-move"),
    path("mentorships/sessions/<uuid:pk>/repeat/", booking.session_repeat, name="session-repeat"),
    path("mentorships/series/<uuid:pk>/end/", booking.series_end, name="series-end"),
    path("mentorships/sessions/<uuid:pk>/close/", sessions.session_close, name="session-close"),
    path("mentorships/sessions/<uuid:pk>/log/", logs.session_log, name="session-log"),
    path(
        "mentorships/sessions/<uuid:pk>/correct/", sessions.session_correct, name="session-correct"
    ),
    path(
        "mentorships/sessions/<uuid:pk>/take-back/",
        sessions.session_take_back,
        name="session-take-back",
    ),
    path("mentorships/<uuid:pk>/action-items/add/", plans.items_add, name="items-add"),
    path("mentorships/goals/<uuid:pk>/", goals.goal_detail, name="goal"),
    path(
        "mentorships/goals/<uuid:pk>/decline/",
        goals.goal_close,
        {"state": "declined"},
        name="goal-decline",
    ),
    path(
        "mentorships/goals/<uuid:pk>/drop/",
        goals.goal_close,
        {"state": "dropped"},
        name="goal-drop",
    ),
    path("mentorships/goals/<uuid:pk>/reopen/", goals.goal_reopen, name="goal-reopen"),
    path("mentorships/goals/<uuid:pk>/achieve/", goals.goal_achieve, name="goal-achieve"),
    path("mentorships/<uuid:pk>/goals/<uuid:goal_pk>/bring/", goals.goal_bring, name="goal-bring"),
    path("mentorships/goals/<uuid:pk>/edit/", goals.goal_edit, name="goal-edit"),
    path("mentorships/action-items/hints/", plans.item_hints, name="item-hints"),
    path("mentorships/action-items/<uuid:pk>/review/", plans.item_review, name="item-review"),
    path("mentorships/action-items/<uuid:pk>/edit/", plans.item_edit, name="item-edit"),
    path("mentorships/action-items/<uuid:pk>/delete/", progress.item_delete, name="item-delete"),
    path("mentorships/goals/<uuid:pk>/agree/", goals.goal_agree, name="goal-agree"),
    path("mentorships/goals/<uuid:pk>/progress/", goals.goal_progress, name="goal-progress"),
    path("mentorships/action-items/<uuid:pk>/", mentorships.item_toggle, name="item-toggle"),
    path("mentorships/proposals/<uuid:pk>/", cadence.proposal_answer, name="proposal-answer"),
    path("mentorships/<uuid:pk>/cadence/", cadence.cadence_set, name="cadence-set"),
    path("insights/fairness/", fairness.fairness, name="fairness"),
    path("insights/", insights.insights_page, name="insights"),
    path("insights/refresh/", insights.insights_refresh, name="insights-refresh"),
]

urlpatterns = [path("", home.home, name="home"), path("", include((tracking_patterns, "tracking")))]
