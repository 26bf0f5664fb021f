from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.ui.forms import DateInput, VersionedModelForm, cleaned_field, in_reach
from programs.enums import AgendaMode, ProgramKind
from programs.kpis import all_kpis, kpi_named
from programs.models import Guidelines, Program, ProgramGoal
from programs.rules import can_change_kind

# What a KPI of a unit can be at most.
MOST = {"%": 100, "of 5": 5}
MOST_ANY = 1_000_000
MENTOR_DUTIES = gettext_lazy(
    "Listen first; ask before you advise.\nShare what went wrong as well as what"
    " went well: you are a role model, counsellor, critic and consultant.\nCome"
    " to every session you booked, and keep what is said in it to yourself.\nOpen"
    " doors where you can; the mentee walks through them."
)
MENTEE_DUTIES = gettext_lazy(
    "You drive: you bring the agenda, and you write down what you will do.\nAsk"
    " for honest feedback and use it.\nDo what you said by the date you said, or"
    " say early that you cannot.\nRespect your mentor's time."
)
OFFERED_KINDS = (ProgramKind.ONE_TO_ONE, ProgramKind.GROUP, ProgramKind.PEER)
PEER_DUTIES = gettext_lazy(
    "Bring a question of your own each time, and time for the questions of the"
    " others.\nListen first; ask before you advise.\nCome to every session you"
    " booked, and keep what is said in it to yourself.\nDo what you said by the"
    " date you said, or say early that you cannot."
)
AGREEMENT = gettext_lazy(
    "We meet as often as we agreed and prepare each session.\nWhat we say stays"
    " between us unless we both agree otherwise.\nEither of us may end the"
    " mentorship at any time, without giving a reason and without blame; our"
    " program admin helps us.\nTowards the end we look back together and plan"
    " what comes next."
)


class ProgramForm(VersionedModelForm):
    class Meta:
        model = Program
        formfield_callback = cleaned_field
        fields = (
            "name",
            "kind",
            "focus",
            "summary",
            "starts_on",
            "ends_on",
            "agenda_mode",
            "agenda",
        )
        widgets = {
            "starts_on": DateInput(),
            "ends_on": DateInput(),
            "summary": forms.Textarea(attrs={"rows": 4}),
            "agenda_mode": forms.RadioSelect(),
            "agenda": forms.Textarea(attrs={"rows": 3}),
        }
        labels = {"starts_on": gettext_lazy("Starts on"), "ends_on": gettext_lazy("Ends on")}
        help_texts = {
            "kind": (
                gettext_lazy(
                    "In a group, one mentor meets several mentees together. Peers meet as equals,"
                    " in pairs or small circles."
                )
            ),
            "agenda": gettext_lazy("With a fixed agenda only. A point a line, ten at most."),
            "summary": gettext_lazy(
                "Two or three sentences; people decide by them whether to apply."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = [(each.value, each.label) for each in OFFERED_KINDS]
        if not can_change_kind(self.instance):
            kind.disabled, kind.help_text = (
                True,
                _("It stays as it is: people have applied for this."),
            )
        mode: Any = self.fields["agenda_mode"]
        mode.required, mode.choices = False, AgendaMode.choices
        if self.instance._state.adding:
            today = timezone.localdate()
            self.initial.setdefault("starts_on", today)
            self.initial.setdefault("ends_on", today + timedelta(days=270))

    def clean_starts_on(self) -> date:
        return in_reach(self.cleaned_data["starts_on"], back=5, ahead=10)

    def clean_ends_on(self) -> date:
        return in_reach(self.cleaned_data["ends_on"], back=5, ahead=10)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        starts, ends = values.get("starts_on"), values.get("ends_on")
        if starts and ends and ends <= starts:
            self.add_error("ends_on", _("The program must end after it starts."))
        values["agenda_mode"] = values.get("agenda_mode") or self.instance.agenda_mode
        if values["agenda_mode"] == AgendaMode.FIXED and not values.get("agenda"):
            self.add_error("agenda", _("Write at least one point, or choose another way."))
        return values


class GoalForm(forms.ModelForm):  # type: ignore[type-arg]
    kpi = forms.ChoiceField(
        label="KPI", choices=lambda: [(k.name, f"{k.label} ({k.unit})") for k in all_kpis()]
    )

    class Meta:
        model = ProgramGoal
        formfield_callback = cleaned_field
        fields = ("statement", "kpi", "baseline", "target", "due_on")
        widgets = {"due_on": DateInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].label = "By"

    def clean_due_on(self) -> date:
        return in_reach(self.cleaned_data["due_on"], back=5, ahead=10)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        baseline, target = values.get("baseline"), values.get("target")
        if baseline is not None and target is not None and baseline == target:
            self.add_error("target", _("The target is the baseline: nothing would change."))
        most = MOST.get(kpi_named(values["kpi"]).unit, MOST_ANY) if values.get("kpi") else MOST_ANY
        for name in ("baseline", "target"):
            if values.get(name) is not None and not 0 <= values[name] <= most:
                self.add_error(name, _("From 0 to %(most)s.") % {"most": f"{most:,}"})
        return values


GoalFormSet = forms.formset_factory(
    GoalForm, extra=0, can_delete=True, max_num=26, validate_max=True
)


class GuidelinesForm(VersionedModelForm):
    class Meta:
        model = Guidelines
        formfield_callback = cleaned_field
        fields = ("mentor_duties", "mentee_duties", "agreement")
        labels = {
            "mentor_duties": gettext_lazy("What mentors commit to"),
            "mentee_duties": gettext_lazy("What mentees commit to"),
            "agreement": gettext_lazy("The agreement both sign"),
        }
        widgets = {name: forms.Textarea(attrs={"rows": 6}) for name in fields}

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind == ProgramKind.PEER:
            del self.fields["mentor_duties"]
            self.fields["mentee_duties"].label = _("What everybody commits to")
