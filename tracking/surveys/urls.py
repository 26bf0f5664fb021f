from django.urls import path

from tracking.surveys.views import admin, builder, feedback, mine

app_name = "surveys"
SURVEYS = "programs/<uuid:pk>/surveys/"
SURVEY = f"{SURVEYS}<uuid:survey_pk>/"
urlpatterns = [
    path(SURVEYS, admin.survey_list, name="list"),
    path(f"{SURVEYS}new/", admin.survey_new, name="new"),
    path(f"{SURVEYS}copy/", admin.survey_copy, name="copy"),
    path(SURVEY, builder.survey, name="survey"),
    path(f"{SURVEY}edit/", admin.survey_edit, name="edit"),
    path(f"{SURVEY}switch/", admin.survey_switch, name="switch"),
    path(f"{SURVEY}results/", admin.survey_results, name="results"),
    path(f"{SURVEY}draft/", builder.draft, name="draft"),
    path(f"{SURVEY}publish/", builder.publish, name="publish"),
    path(f"{SURVEY}questions/new/", builder.question_new, name="question-new"),
    path(f"{SURVEY}questions/<uuid:question_pk>/", builder.question_edit, name="question"),
    path(
        f"{SURVEY}questions/<uuid:question_pk>/move/", builder.question_move, name="question-move"
    ),
    path(
        f"{SURVEY}questions/<uuid:question_pk>/remove/",
        builder.question_remove,
        name="question-remove",
    ),
    path("feedback/", mine.mine, name="mine"),
    path("feedback/<uuid:pk>/", mine.request_answer, name="request"),
    path("feedback/<uuid:pk>/decline/", mine.request_decline, name="decline"),
    path("feedback/colleagues/<uuid:pk>/", mine.colleagues, name="colleagues"),
    path("feedback/to/<uuid:pk>/", feedback.give, name="give"),
    path("feedback/given/<uuid:pk>/", feedback.given, name="given"),
    path("feedback/given/<uuid:pk>/reply/", feedback.reply, name="reply"),
]
