from django.urls import path

from programs import views

app_name = "programs"
urlpatterns = [
    path("", views.program_list, name="list"),
    path("new/", views.program_new, name="new"),
    path("<uuid:pk>/", views.program_detail, name="detail"),
    path("<uuid:pk>/edit/", views.program_edit, name="edit"),
    path("<uuid:pk>/goals/", views.program_goals, name="goals"),
    path("<uuid:pk>/guidelines/", views.program_guidelines, name="guidelines"),
    path("<uuid:pk>/cadence/", views.program_cadence, name="cadence"),
    path("<uuid:pk>/move/<slug:to>/", views.program_move, name="move"),
    path("<uuid:pk>/enrol/", views.enrol, name="enrol"),
    path("<uuid:pk>/sign/", views.sign, name="sign"),
    path("<uuid:pk>/enrolments/", views.enrolment_list, name="enrolments"),
    path("<uuid:pk>/enrolments/decide/", views.enrolment_decide, name="decide"),
    path("<uuid:pk>/enrolments/add/", views.enrol_people, name="enrol-people"),
    path("<uuid:pk>/enrolments/<uuid:enrolment_pk>/withdraw/", views.withdraw, name="withdraw"),
]
