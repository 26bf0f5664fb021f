from django.conf import settings
from django.urls import include, path

from mentorship.ui import views

tenant_patterns = [
    path("", include("tracking.urls")),
    path("", include("tracking.surveys.urls")),
    path("programs/", include("programs.urls")),
    path("calendar/", include("tracking.calendars.urls")),
    path("drafts/", include("tracking.drafts.urls")),
    path("", include("tracking.endings.urls")),
    path("safeguarding/", include("tracking.safeguarding.urls")),
    path("", include("matching.urls")),
    path("", include("recognition.urls")),
    path("people/", include("mentorship.people.urls")),
    path("act/", include("mentorship.acts.urls")),
    path("notifications/", include("mentorship.delivery.urls")),
    path("jobs/", include("mentorship.jobs.urls")),
    path("settings/", include("mentorship.tenancy.urls")),
    path("settings/audit/", include("mentorship.audit.urls")),
    path("", include("mentorship.accounts.urls")),
]

urlpatterns = [
    path("", views.front, name="front"),
    path("welcome/", views.first_owner, name="first-owner"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", views.metrics, name="metrics"),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include("mentorship.api.urls")),
    path("inbound/", include("tracking.calendars.webhooks")),
    path("o/<slug:slug>/", include(tenant_patterns)),
]
if settings.MAILBOX_DIR:
    urlpatterns.append(path("mailbox/", views.mailbox_page, name="mailbox"))

handler404 = "mentorship.ui.errors.not_found"
handler403 = "mentorship.ui.errors.forbidden"
handler500 = "mentorship.ui.errors.server_error"
handler400 = "mentorship.ui.errors.bad_request"
