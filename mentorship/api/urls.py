from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import DefaultRouter

from matching.api import (
    CandidatesView,
    GapsView,
    NominationViewSet,
    PairViewSet,
    RequestViewSet,
    RunViewSet,
)
from mentorship.api.views import NowhereView
from mentorship.delivery.api import PreferencesView
from mentorship.people.api import AbsencesView, AbsenceView, HoursView, MemberViewSet
from programs.api import EnrolmentViewSet, ProgramViewSet, QuestionViewSet
from programs.api.cadence import CadencePreviewView, CadenceView
from tracking.api import MentorshipViewSet, SessionViewSet
from tracking.api.answers import ConcernViewSet
from tracking.api.cadence import ProposalViewSet, SetCadenceView
from tracking.api.goals import GoalViewSet
from tracking.api.health import HealthPolicyView, LetterView, NudgeView
from tracking.api.items import ItemViewSet
from tracking.api.polls import MentorshipPollsViewSet, PollViewSet
from tracking.api.progress import ObservationView, ObservationViewSet
from tracking.calendars.api import FeedView
from tracking.endings.api import (
    CompletionView,
    EndingView,
    ExtensionView,
    LeavingView,
    ReflectionView,
)
from tracking.surveys.api import SurveyRequestViewSet, SurveyViewSet

router = DefaultRouter()
router.include_root_view = False
router.register("programs", ProgramViewSet, basename="program")
router.register("questions", QuestionViewSet, basename="question")
router.register("enrolments", EnrolmentViewSet, basename="enrolment")
router.register("members", MemberViewSet, basename="member")
router.register("runs", RunViewSet, basename="run")
router.register("pairs", PairViewSet, basename="pair")
router.register("nominations", NominationViewSet, basename="nomination")
router.register("requests", RequestViewSet, basename="request")
router.register("mentorships", MentorshipViewSet, basename="mentorship")
router.register("cadence-proposals", ProposalViewSet, basename="cadence-proposal")
router.register("concerns", ConcernViewSet, basename="concern")
router.register("polls", PollViewSet, basename="poll")
router.register("surveys", SurveyViewSet, basename="survey")
router.register("survey-requests", SurveyRequestViewSet, basename="survey-request")
router.register("goals", GoalViewSet, basename="goal")
router.register("action-items", ItemViewSet, basename="action-item")
router.register("sessions", SessionViewSet, basename="session")

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api-schema"), name="api-docs"),
    path("programs/<uuid:pk>/gaps/", GapsView.as_view(), name="program-gaps"),
    path("programs/<uuid:pk>/candidates/", CandidatesView.as_view(), name="program-candidates"),
    path("programs/<uuid:pk>/cadence/", CadenceView.as_view(), name="program-cadence"),
    path(
        "programs/<uuid:pk>/cadence/preview/",
        CadencePreviewView.as_view(),
        name="program-cadence-preview",
    ),
    path("mentorships/<uuid:pk>/cadence/", SetCadenceView.as_view(), name="mentorship-cadence"),
    path("me/hours/", HoursView.as_view(), name="my-hours"),
    path("me/absences/", AbsencesView.as_view(), name="my-absences"),
    path("me/absences/<uuid:pk>/", AbsenceView.as_view(), name="my-absence"),
    path("me/calendar-feed/", FeedView.as_view(), name="calendar-feed"),
    path(
        "mentorships/<uuid:pk>/observations/",
        ObservationViewSet.as_view({"get": "list", "post": "create"}),
        name="mentorship-observations",
    ),
    path("observations/<uuid:pk>/", ObservationView.as_view(), name="observation"),
    path(
        "mentorships/<uuid:pk>/polls/",
        MentorshipPollsViewSet.as_view({"get": "list", "post": "create"}),
        name="mentorship-polls",
    ),
    path("programs/<uuid:pk>/health/", HealthPolicyView.as_view(), name="program-health"),
    path("mentorships/<uuid:pk>/nudge/", NudgeView.as_view(), name="mentorship-nudge"),
    path("mentorships/<uuid:pk>/letters/", LetterView.as_view(), name="mentorship-letters"),
    path("mentorships/<uuid:pk>/ending/", EndingView.as_view(), name="mentorship-ending"),
    path("mentorships/<uuid:pk>/ending/longer/", ExtensionView.as_view(), name="ending-longer"),
    path(
        "mentorships/<uuid:pk>/ending/reflection/",
        ReflectionView.as_view(),
        name="ending-reflection",
    ),
    path("mentorships/<uuid:pk>/ending/leave/", LeavingView.as_view(), name="ending-leave"),
    path(
        "mentorships/<uuid:pk>/ending/complete/", CompletionView.as_view(), name="ending-complete"
    ),
    path("preferences/", PreferencesView.as_view(), name="preferences"),
    path("", include(router.urls)),
    re_path(r"^[\s\S]+$", NowhereView.as_view()),
]
