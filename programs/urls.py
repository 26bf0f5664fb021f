from django.urls import path

from programs.views import cadence, enrolments, programs, questions

app_name = "programs"
urlpatterns = [
    path("", programs.program_list, name="list"),
    path("new/", programs.program_new, name="new"),
    path("<uuid:pk>/", programs.program_detail, name="detail"),
    path("<uuid:pk>/edit/", programs.program_edit, name="edit"),
    path("<uuid:pk>/goals/", programs.program_goals, name="goals"),
    path("<uuid:pk>/guidelines/", programs.program_guidelines, name="guidelines"),
    path("<uuid:pk>/cadence/", cadence.program_cadence, name="cadence"),
    path("<uuid:pk>/move/<slug:to>/", programs.program_move, name="move"),
    path("<uuid:pk>/enrol/", enrolments.enrol, name="enrol"),
    path("<uuid:pk>/sign/", enrolments.sign, name="sign"),
    path("<uuid:pk>/enrolments/", enrolments.enrolment_list, name="enrolments"),
    path("<uuid:pk>/enrolments/decide/", enrolments.enrolment_decide, name="decide"),
    path("<uuid:pk>/enrolments/capacity/", enrolments.enrolment_capacity, name="capacity"),
    path("<uuid:pk>/enrolments/add/", enrolments.enrol_people, name="enrol-people"),
    path("<uuid:pk>/questions/", questions.question_list, name="questions"),
    path("<uuid:pk>/questions/new/", questions.question_new, name="question-new"),
    path("<uuid:pk>/questions/ask/", questions.questions_ask, name="questions-ask"),
    path("<uuid:pk>/questions/<uuid:question_pk>/", questions.question_edit, name="question"),
    path(
        "<uuid:pk>/questions/<uuid:question_pk>/move/",
        questions.question_move,
        name="question-move",
    ),
    path(
        "<uuid:pk>/questions/<uuid:question_pk>/retire/",
        questions.question_retire,
        name="question-retire",
    ),
    path("<uuid:pk>/enrolments/<uuid:enrolment_pk>/", questions.enrolment, name="enrolment"),
    path("<uuid:pk>/enrolments/<uuid:enrolment_pk>/answers/", questions.answers, name="answers"),
    path(
        "<uuid:pk>/enrolments/<uuid:enrolment_pk>/withdraw/", enrolments.withdraw, name="withdraw"
    ),
]
