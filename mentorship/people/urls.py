from django.urls import path

from mentorship.people.views import hours, imports, linkedin, people

app_name = "people"
urlpatterns = [
    path("", people.person_list, name="list"),
    path("new/", people.person_create, name="new"),
    path("invite/", people.invite_selected, name="invite-selected"),
    path("me/hours/", hours.working_hours, name="hours"),
    path("me/absences/add/", hours.absence_add, name="absence-add"),
    path("me/absences/<uuid:pk>/remove/", hours.absence_remove, name="absence-remove"),
    path("linkedin/", linkedin.linkedin, name="linkedin"),
    path("linkedin/keep/", linkedin.linkedin_keep, name="linkedin-keep"),
    path("imports/", imports.import_list, name="imports"),
    path("imports/<uuid:pk>/", imports.import_review, name="import-review"),
    path("imports/<uuid:pk>/mapping/", imports.import_mapping, name="import-mapping"),
    path("imports/<uuid:pk>/confirm/", imports.import_confirm, name="import-confirm"),
    path("imports/<uuid:pk>/apply/", imports.import_apply, name="import-apply"),
    path("imports/<uuid:pk>/refused/", imports.import_refused, name="import-refused"),
    path("imports/<uuid:pk>/delete/", imports.import_delete, name="import-delete"),
    path("<uuid:pk>/", people.person_detail, name="detail"),
    path("<uuid:pk>/edit/", people.person_edit, name="edit"),
    path("<uuid:pk>/invite/", people.person_invite, name="invite"),
    path("<uuid:pk>/roles/", people.person_roles, name="roles"),
]
