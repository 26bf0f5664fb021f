from django.apps import AppConfig


class DraftsConfig(AppConfig):
    name = "tracking.drafts"
    label = "drafts"

    def ready(self) -> None:
        from mentorship.tenancy import secrets
        from mentorship.ui import sent
        from tracking.drafts.models import Draft
        from tracking.drafts.views import form_sent

        secrets.register(secrets.Column(Draft.objects.all, "sealed"))
        sent.register(form_sent)
