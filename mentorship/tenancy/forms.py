from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.tenancy.models import OrganizationSettings
from mentorship.ui.forms import CharField, VersionedModelForm, cleaned_field, zone_choices


class SettingsForm(VersionedModelForm):
    name = CharField(label=gettext_lazy("Name of the organisation"), max_length=120)
    time_zone = forms.ChoiceField(
        choices=zone_choices, help_text=gettext_lazy("For people whose own time zone is not known.")
    )
    min_group_size = forms.IntegerField(
        min_value=5,
        max_value=100,
        label=gettext_lazy("Smallest group that HR may see"),
        help_text=(
            gettext_lazy(
                "Figures about fewer people than this are withheld. At least 5; you can only"
                " raise it."
            )
        ),
    )

    field_order = (
        "name",
        "time_zone",
        "accent",
        "min_group_size",
        "requires_second_factor",
        "collects_gender",
    )

    class Meta:
        model = OrganizationSettings
        formfield_callback = cleaned_field
        fields = (
            "time_zone",
            "accent",
            "min_group_size",
            "requires_second_factor",
            "collects_gender",
        )
        labels = {
            "accent": gettext_lazy("Accent colour"),
            "requires_second_factor": (
                gettext_lazy("Require a second factor from owners, program admins and HR analysts")
            ),
            "collects_gender": gettext_lazy("Collect people’s gender"),
        }
        help_texts = {
            "requires_second_factor": (
                gettext_lazy(
                    "An authenticator app or a passkey. Whoever holds a role and has none is"
                    " asked to add one before anything else, you included."
                )
            ),
            "accent": (
                gettext_lazy(
                    "Such as #0b6e6e. Text on it is made dark or light so that it stays readable."
                )
            ),
            "collects_gender": (
                gettext_lazy(
                    "For one purpose: to check whether matching treats groups alike. Imports may"
                    " then hold it; only program admins see one person’s, and matching never"
                    " looks at it. Turned off, it is deleted from all people; files uploaded for"
                    " an import keep their rows until you discard them."
                )
            ),
        }

    def clean_min_group_size(self) -> int:
        size: int = self.cleaned_data["min_group_size"]
        now = OrganizationSettings.objects.get(pk=self.instance.pk).min_group_size
        if size < now:
            raise forms.ValidationError(
                _("It is %(now)s today and can only be raised: people were told so.") % {"now": now}
            )
        return size
