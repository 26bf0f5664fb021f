from django.urls import path

from tracking.safeguarding import views

app_name = "safeguarding"
urlpatterns = [
    path("report/", views.report_new, name="report-new"),
    path("", views.report_list, name="reports"),
    path("<uuid:pk>/", views.report, name="report"),
    path("contacts/", views.contacts, name="contacts"),
    path("contacts/<uuid:pk>/remove/", views.contact_remove, name="contact-remove"),
]
