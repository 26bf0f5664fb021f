from django.urls import path

from tracking.endings import views

app_name = "endings"
urlpatterns = [
    path("mentorships/<uuid:pk>/ending/", views.ending, name="ending"),
    path("mentorships/<uuid:pk>/ending/plan/", views.ending_plan, name="plan"),
    path("mentorships/<uuid:pk>/ending/extend/", views.ending_extend, name="extend"),
    path("mentorships/<uuid:pk>/ending/answer/", views.ending_answer, name="answer"),
    path("mentorships/<uuid:pk>/ending/reflection/", views.reflection_save, name="reflection"),
    path("mentorships/<uuid:pk>/ending/finish/", views.ending_finish, name="finish"),
    path("mentorships/<uuid:pk>/leave/", views.leave, name="leave"),
    path("mentorships/<uuid:pk>/resume/", views.resume, name="resume"),
]
