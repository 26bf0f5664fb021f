from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from mentorship.ui.forms import (
    CharField,
    DateInput,
    LinesField,
    ListField,
    VersionedModelForm,
    cleaned_field,
    in_reach,
)
from programs.enums import Audience, Comparison, EnrolmentRole, ProgramKind, QuestionKind, Stage
from programs.kpis import all_kpis, kpi_named
from programs.models import CadencePolicy, Enrolment, Guidelines, Program, ProgramGoal, Question
from programs.rules import (
    CHOSEN_FROM,
    COMPARISONS,
    MAX_CAPACITY,
    OPTIONS_AT_MOST,
    SCALE,
    TEXT_AT_MOST,
    can_change_kind,
)

# What a KPI of a unit can be at most.
MOST = {"%": 100, "of 5": 5}
MOST_ANY = 1_000_000
TOPICS: dict[str, str] = {
    EnrolmentRole.MENTOR: "What you can teach.",
    EnrolmentRole.MENTEE: "What you want to learn.",
    EnrolmentRole.PEER: "What you want to talk about with others.",
}
# Comparisons in which a mentor and a mentee are not alike.
ONE_SIDED = (Comparison.COVERED, Comparison.ABOVE)
# More answers than these stand in a list that opens.
RADIOS_AT_MOST = 8
MENTOR_DUTIES = """Listen first; ask before you advise.
Share what went wrong as well as what went well: you are a role model, counsellor, critic and \
consultant.
Keep the appointments, and what is said in them, to yourself.
Open doors where you can; the mentee walks through them."""
MENTEE_DUTIES = """You drive: you bring the agenda, and you write down what you will do.
Ask for honest feedback and use it.
Do what you said by the date you said, or say early that you cannot.
Respect your mentor's time."""
OFFERED_KINDS = (ProgramKind.ONE_TO_ONE, ProgramKind.GROUP, ProgramKind.PEER)
PEER_DUTIES = """Bring a question of your own each time, and time for the questions of the others.
Listen first; ask before you advise.
Keep the appointments, and what is said in them, to yourself.
Do what you said by the date you said, or say early that you cannot."""
AGREEMENT = """We meet as often as we agreed and prepare each meeting.
What we say stays between us unless we both agree otherwise.
Either of us may end the mentorship at any time, without giving a reason and \
without blame; our program admin helps us.
Towards the end we look back together and plan what comes next."""


class ProgramForm(VersionedModelForm):
    class Meta:
        model = Program
        formfield_callback = cleaned_field
        fields = ("name", "kind", "focus", "summary", "starts_on", "ends_on")
        widgets = {
            "starts_on": DateInput(),
            "ends_on": DateInput(),
            "summary": forms.Textarea(attrs={"rows": 4}),
        }
        labels = {"starts_on": "Starts on", "ends_on": "Ends on"}
        help_texts = {
            "kind": (
                "In a group, one mentor meets several mentees together. Peers meet as equals, in"
                " pairs or small circles."
            ),
            "summary": "Two or three sentences; people decide by them whether to apply.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = [(each.value, each.label) for each in OFFERED_KINDS]
        if not can_change_kind(self.instance):
            kind.disabled, kind.help_text = True, "It stays as it is: people have applied for this."
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
            self.add_error("ends_on", "The program must end after it starts.")
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
            self.add_error("target", "The target is the baseline: nothing would change.")
        most = MOST.get(kpi_named(values["kpi"]).unit, MOST_ANY) if values.get("kpi") else MOST_ANY
        for name in ("baseline", "target"):
            if values.get(name) is not None and not 0 <= values[name] <= most:
                self.add_error(name, f"From 0 to {most:,}.")
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
            "mentor_duties": "What a mentor promises",
            "mentee_duties": "What a mentee promises",
            "agreement": "The agreement both sign",
        }
        widgets = {name: forms.Textarea(attrs={"rows": 6}) for name in fields}

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind == ProgramKind.PEER:
            del self.fields["mentor_duties"]
            self.fields["mentee_duties"].label = "What everybody promises"


class CadenceForm(VersionedModelForm):
    first_stage = forms.ChoiceField(label="They begin", choices=Stage.choices)
    sessions_per_stage = forms.IntegerField(
        min_value=1,
        max_value=20,
        label="Meetings held before meeting less often",
        help_text="Counted since they began to meet at its present rhythm.",
    )
    actions_on_time_percent = forms.IntegerField(
        min_value=0,
        max_value=100,
        label="Action items done on time, in percent",
        help_text="70 means: of ten action items that fell due, seven were done by then.",
    )
    goal_progress_percent = forms.IntegerField(
        min_value=0,
        max_value=100,
        label="Progress of their goals, in percent",
        help_text="The mean of the goals that both agreed to.",
    )
    independence = forms.IntegerField(
        min_value=1,
        max_value=5,
        label="Independence, 1 to 5",
        help_text=(
            "Both say after a meeting how well the mentee gets on alone: 1 is not yet, 5 is"
            " entirely."
        ),
    )

    class Meta:
        model = CadencePolicy
        formfield_callback = cleaned_field
        fields = (
            "first_stage",
            "sessions_per_stage",
            "actions_on_time_percent",
            "goal_progress_percent",
            "independence",
        )


class QuestionForm(VersionedModelForm):
    options = LinesField(
        label="Answers to choose from",
        required=False,
        line_at_most=100,
        lines_at_most=OPTIONS_AT_MOST,
        help_text="One a line. For a scale, the words at its two ends, or nothing.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    kind = forms.ChoiceField(
        label="How it is answered", choices=QuestionKind.choices, widget=forms.RadioSelect
    )
    audience = forms.ChoiceField(
        label="Who is asked", choices=Audience.choices, widget=forms.RadioSelect
    )
    comparison = forms.ChoiceField(
        label="In the matching",
        required=False,
        choices=[
            (Comparison.NONE.value, Comparison.NONE.label),
            *(
                (kind.label, [(each.value, each.label) for each in fitting])
                for kind, fitting in COMPARISONS.items()
            ),
        ],
        help_text="How much it counts is set with the other criteria, under “What counts”.",
    )

    class Meta:
        model = Question
        formfield_callback = cleaned_field
        fields = (
            "text",
            "mentor_text",
            "name",
            "help",
            "kind",
            "options",
            "audience",
            "is_required",
            "comparison",
        )
        labels = {
            "text": "The question",
            "mentor_text": "The same for mentors, where it reads differently",
            "name": "In two or three words",
            "help": "Help below it",
            "is_required": "It has to be answered",
        }
        help_texts = {
            "mentor_text": (
                "“Where do you want to grow?” and “Where can you help?” have the same answers."
            ),
            "name": "For lists, exports and the reasons of a match: “Way of working”.",
        }

    def __init__(self, *args: Any, program: Program, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if program.kind == ProgramKind.PEER:
            # Everybody is asked, in the same words, and nobody stands above the other.
            del self.fields["mentor_text"], self.fields["audience"]
            self._compare_as_equals()

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        kind, options, comparison = (values.get(name) for name in ("kind", "options", "comparison"))
        if kind in CHOSEN_FROM and options is not None and len(options) < 2:
            self.add_error("options", "Give at least two answers to choose from, one a line.")
        if kind == QuestionKind.SCALE and options and len(options) != 2:
            self.add_error(
                "options",
                "A scale has a word for 1 and a word for 5, or none: two lines, or nothing.",
            )
        if kind == QuestionKind.TEXT and options:
            self.add_error(
                "options", "Who answers in their own words chooses from nothing: leave this empty."
            )
        if kind and comparison and comparison not in COMPARISONS[QuestionKind(kind)]:
            label = QuestionKind(kind).label.lower()
            self.add_error(
                "comparison", f"That is for another kind of answer. This one is “{label}”."
            )
        if comparison and values.get("audience", Audience.BOTH) != Audience.BOTH:
            self.add_error(
                "comparison",
                "Two answers can be compared only where mentors and mentees are both asked.",
            )
        return values

    def _compare_as_equals(self) -> None:
        comparison: Any = self.fields["comparison"]
        comparison.choices = [
            (
                name,
                (
                    [each for each in group if each[0] not in ONE_SIDED]
                    if isinstance(group, list)
                    else group
                ),
            )
            for name, group in comparison.choices
        ]
        if self.initial.get("comparison") == Comparison.COVERED:
            self.initial["comparison"] = Comparison.SHARED

    def validate_constraints(self) -> None:
        """What the table's constraints ask is said above, in words and beside the field."""


class ApplicationForm(forms.Form):
    """What an application says, with the program's own questions as they are put to this role."""

    topics = ListField(label="Topics", required=False, max_length=1000)
    motivation = CharField(
        label="What do you hope for?",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, questions: Iterable[Question], role: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions, self.role = list(questions), role
        self.fields["topics"].help_text = f"{TOPICS[role]} Separate them with semicolons."
        for question in self.questions:
            self.fields[field_name(question)] = question_field(question, role)

    def asked(self) -> list[forms.BoundField]:
        return [self[field_name(question)] for question in self.questions]

    def answers(self) -> dict[str, Any]:
        """By the questions' keys, without what was left empty."""
        given = {each.key: self.cleaned_data[field_name(each)] for each in self.questions}
        for each in self.questions:
            if each.kind == QuestionKind.SEVERAL:
                given[each.key] = [option for option in each.options if option in given[each.key]]
        return {key: answer for key, answer in given.items() if answer not in (None, "", [])}


def initial_answers(enrolment: Enrolment, questions: Iterable[Question]) -> dict[str, Any]:
    """What an ApplicationForm begins with, from what was answered before."""
    given = {field_name(each): enrolment.answers.get(each.key) for each in questions}
    return {"topics": enrolment.topics, "motivation": enrolment.motivation, **given}


def field_name(question: Question) -> str:
    return f"answer_{question.pk.hex}"


def question_field(question: Question, role: str) -> forms.Field:
    """As somebody of this role meets the question."""
    common: dict[str, Any] = {
        "label": question.text_for(role),
        "help_text": question.help,
        "required": question.is_required,
    }
    options = [(each, each) for each in question.options]
    # A ring that was chosen cannot be let go of again without this.
    nothing = [] if question.is_required else [("", "No answer")]
    match question.kind:
        case QuestionKind.CHOICE if len(options) > RADIOS_AT_MOST:
            return forms.ChoiceField(choices=[("", "Choose one"), *options], **common)
        case QuestionKind.CHOICE:
            return forms.ChoiceField(
                choices=[*nothing, *options], widget=forms.RadioSelect, **common
            )
        case QuestionKind.SEVERAL:
            return forms.MultipleChoiceField(
                choices=options, widget=forms.CheckboxSelectMultiple, **common
            )
        case QuestionKind.SCALE:
            return forms.TypedChoiceField(
                choices=[*nothing, *scale_steps(question)],
                coerce=int,
                empty_value=None,
                widget=forms.RadioSelect(attrs={"class": "scale"}),
                **common,
            )
    rows = forms.Textarea(attrs={"rows": 3})
    return CharField(max_length=TEXT_AT_MOST, widget=rows, **common)


def scale_steps(question: Question) -> list[tuple[int, str]]:
    """1 to 5, with the words of the ends where there are any."""
    ends = dict(zip((SCALE[0], SCALE[-1]), question.options, strict=False))
    return [(step, f"{step} – {ends[step]}" if step in ends else str(step)) for step in SCALE]


class EnrolForm(ApplicationForm):
    """An application as `role`; capacity is for mentors."""

    capacity = forms.IntegerField(
        label="How many mentees can you take?",
        min_value=1,
        max_value=10,
        initial=1,
        required=False,
        help_text="In a group, how many at most.",
    )
    agree = forms.BooleanField(label="I have read the mentoring agreement and sign it")

    def __init__(self, *args: Any, role: str, **kwargs: Any) -> None:
        super().__init__(*args, role=role, **kwargs)
        if role != EnrolmentRole.MENTOR:
            del self.fields["capacity"]
        self.order_fields([name for name in self.fields if name != "agree"])

    def clean_capacity(self) -> int:
        capacity: int = self.cleaned_data["capacity"] or self["capacity"].initial
        return capacity

    def application(self) -> dict[str, Any]:
        """As `enrol` takes it."""
        names = [name for name in ("topics", "motivation", "capacity") if name in self.cleaned_data]
        return {
            **{name: self.cleaned_data[name] for name in names},
            "role": self.role,
            "answers": self.answers(),
        }


class CapacityForm(forms.Form):
    """How many mentees each of the chosen mentors takes."""

    capacity = forms.IntegerField(label="Mentees at once", min_value=1, max_value=MAX_CAPACITY)


class PeopleFilterForm(forms.Form):
    """Which people to enrol; every field may stay empty."""

    q = CharField(required=False)
    department = CharField(required=False)
    topic = CharField(required=False, max_length=160)
    level_from = forms.IntegerField(required=False, min_value=0)
    level_to = forms.IntegerField(required=False, min_value=0)
    role = forms.ChoiceField(choices=EnrolmentRole.choices, required=False)
    capacity = forms.IntegerField(required=False, min_value=1, max_value=MAX_CAPACITY)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        low, high = values.get("level_from"), values.get("level_to")
        if low is not None and high is not None and low > high:
            self.add_error(
                "level_to",
                f"No level lies between {low} and {high}: the first has to be the lower one.",
            )
        return values
