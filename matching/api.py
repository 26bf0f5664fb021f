from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request as ApiRequest
from rest_framework.response import Response
from rest_framework.serializers import ModelSerializer
from rest_framework.views import APIView

from matching import queries
from matching.actions import pairs, pods, publication, runs
from matching.actions.errors import MatchingError
from matching.enums import Mark
from matching.models import Nomination, Pair, Request, Run
from mentorship.api.errors import ConflictError
from mentorship.api.fields import IdField, SaidField, Strict, TruthField, WholeNumberField
from mentorship.api.permissions import HasScope, WritesAsAdmin
from mentorship.api.query import SIZE, PageQuery, Queried, Query
from mentorship.api.views import TenantViewSet
from mentorship.tenancy.models import Member
from programs.models import Program
from programs.queries import get_mentor_program, get_program

GROUP_FIELDS = ("size", "there", "seats", "worst", "mean", "approved", "departments", "low", "high")
POD_FIELDS = ("id", "score", "worst", "is_approved", "is_removed")
CANDIDATES_AT_MOST, MARKED_AT_MOST = 500, 1_000


class RunSerializer(ModelSerializer[Run]):
    class Meta:
        model = Run
        fields = (
            "id",
            "program",
            "kind",
            "state",
            "objective",
            "group_least",
            "pod_least",
            "pod_most",
            "weights",
            "rules",
            "inputs_hash",
            "figures",
            "created_at",
            "published_at",
        )


class StartSerializer(Strict, serializers.Serializer[Any]):
    program = IdField()
    follows = IdField(
        required=False,
        help_text="a run of the program: what was pinned, approved or taken out there stays so",
    )


class MarkSerializer(Strict, serializers.Serializer[Any]):
    mark = serializers.ChoiceField(choices=Mark.choices)
    pairs = serializers.ListField(
        child=IdField(),
        min_length=1,
        max_length=MARKED_AT_MOST,
        help_text="of a run of peers: its pods",
    )


class PublishSerializer(Strict, serializers.Serializer[Any]):
    only_approved = TruthField(default=False)


class NumberSerializer(serializers.Serializer[Any]):
    changed = serializers.IntegerField(help_text="pairs marked, or mentorships begun or taken back")


class GroupSerializer(serializers.Serializer[Any]):
    """`mentor` is a member, as in the pairs. Scores in points of 10,000."""

    mentor = serializers.UUIDField(source="mentor__member")
    size = serializers.IntegerField(help_text="mentees proposed")
    there = serializers.IntegerField(
        help_text="mentees who are in the mentor's running group already"
    )
    seats = serializers.IntegerField(help_text="mentees at most")
    worst = serializers.IntegerField()
    mean = serializers.FloatField()
    approved = serializers.IntegerField()
    departments = serializers.IntegerField()
    low = serializers.IntegerField(allow_null=True, help_text="the lowest level among the proposed")
    high = serializers.IntegerField(allow_null=True)


class PodSerializer(serializers.Serializer[Any]):
    """`people` are members. Scores in points of 10,000: the mean of every two, and the
    weakest two.
    """

    id = serializers.UUIDField()
    people = serializers.ListField(child=serializers.UUIDField())
    score = serializers.IntegerField()
    worst = serializers.IntegerField()
    is_approved = serializers.BooleanField()
    is_removed = serializers.BooleanField()


class RunViewSet(TenantViewSet):
    """The matchings of all programs, for program admins; `figures` holds what was proven.

    `gap` is the proven distance to the best total, as a share of it: under `fair` and `dial` among
    matchings that place as many and have no pair below the weakest that the objective allows (a
    higher total can exist, with weaker pairs); under `total` among all. `best_worst` is the best
    that the weakest pair can have with as many placed. Scores count the bonus of pairs that an
    earlier run proposed in `bound` alone.

    A run that was started is `running` until a worker has solved it. What is not possible now
    answers 409 with the words that the browser shows.
    """

    serializer_class = RunSerializer
    permission_classes = (HasScope, WritesAsAdmin)

    def rows(self, member: Member) -> Any:
        return queries.runs_seen_by(member)

    @extend_schema(request=StartSerializer, responses={201: RunSerializer})
    def create(self, request: ApiRequest) -> Response:
        asked = self._asked(StartSerializer)
        program = get_program(self.token.member, asked["program"])
        parent = (
            get_object_or_404(self.rows(self.token.member), pk=asked["follows"])
            if "follows" in asked
            else None
        )
        if parent is not None and parent.program_id != program.pk:
            raise serializers.ValidationError({"follows": ["That is a run of another program."]})
        run, _ = self._do(runs.start_run, program=program, parent=parent)
        return Response(RunSerializer(run).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses=GroupSerializer(many=True))
    @action(detail=True, pagination_class=None)
    def groups(self, request: ApiRequest, pk: str) -> Response:
        """The groups that the run proposes, weakest first; none where it proposes pairs."""
        run = self.get_object()
        found = (
            queries.groups(run).values("mentor__member", *GROUP_FIELDS) if run.is_of_groups else []
        )
        return Response(GroupSerializer(found, many=True).data)

    @extend_schema(responses=PodSerializer(many=True))
    @action(detail=True, pagination_class=None)
    def pods(self, request: ApiRequest, pk: str) -> Response:
        """The pods that the run proposes, weakest first; none where it is no run of peers."""
        found = list(queries.pods(self.get_object()))
        places = queries.places_of(found)
        rows = [
            {
                **{name: getattr(pod, name) for name in POD_FIELDS},
                "people": [place.enrolment.member_id for place in places[pod.pk]],
            }
            for pod in found
        ]
        return Response(PodSerializer(rows, many=True).data)

    @extend_schema(request=MarkSerializer, responses=NumberSerializer)
    @action(detail=True, methods=["post"])
    def mark(self, request: ApiRequest, pk: str) -> Response:
        """Approve, pin or take out pairs of the run, or undo that; pairs of other runs stay as they
        are.
        """
        run, asked = self.get_object(), self._asked(MarkSerializer)
        act = pods.mark_pods if run.is_of_pods else pairs.mark_pairs
        return Response({"changed": self._do(act, run=run, ids=asked["pairs"], mark=asked["mark"])})

    @extend_schema(request=PublishSerializer, responses=NumberSerializer)
    @action(detail=True, methods=["post"])
    def publish(self, request: ApiRequest, pk: str) -> Response:
        """Begin a mentorship of every pair that was kept, or approved, and tell its people."""
        run, asked = self.get_object(), self._asked(PublishSerializer)
        return Response({"changed": len(self._do(publication.publish_run, run=run, **asked))})

    @extend_schema(request=None, responses=NumberSerializer)
    @action(detail=True, methods=["post"])
    def undo(self, request: ApiRequest, pk: str) -> Response:
        """Take a publication back, within ten minutes and while nobody has planned anything."""
        return Response({"changed": self._do(publication.undo_publication, run=self.get_object())})

    @extend_schema(request=None, responses=RunSerializer)
    @action(detail=True, methods=["post"])
    def discard(self, request: ApiRequest, pk: str) -> Response:
        return Response(RunSerializer(self._do(runs.discard_run, run=self.get_object())).data)

    def _asked(self, kind: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        asked = kind(data=self.request.data)
        asked.is_valid(raise_exception=True)
        found: dict[str, Any] = asked.validated_data
        return found

    def _do(self, act: Any, **values: Any) -> Any:
        """The action as the token's person. Raises ConflictError with what it says."""
        try:
            return act(**values, by=self.token.member, at=timezone.now())
        except MatchingError as error:
            raise ConflictError(str(error)) from error


class PairSerializer(ModelSerializer[Pair]):
    """`mentor` and `mentee` are members; scores and points of 10,000.

    `points` add up to the score; the line `kept` has no points, but the `bonus` that counted in the
    choice. `rank` and `alternatives` go by the same scores, without the bonus. If an alternative
    were made, `fewer` people fewer would have a mentor, and the pairs would come to at least `cost`
    points less: the two are never added.
    """

    points = SaidField(read_only=True)

    class Meta:
        model = Pair
        fields = (
            "id",
            "run",
            "mentor",
            "mentee",
            "score",
            "points",
            "rank",
            "feasible",
            "alternatives",
            "is_approved",
            "is_pinned",
            "is_removed",
        )

    def to_representation(self, instance: Pair) -> dict[str, Any]:
        shown = super().to_representation(instance)
        return {
            **shown,
            "mentor": str(instance.mentor.member_id),
            "mentee": str(instance.mentee.member_id),
        }


class PairQuery(PageQuery):
    run = serializers.UUIDField(required=False, help_text="those of one run")


class PairViewSet(TenantViewSet):
    """The pairs of those matchings; `?run=` leaves those of one."""

    serializer_class = PairSerializer
    list_query_class = PairQuery

    def rows(self, member: Member) -> Any:
        return queries.pairs_seen_by(member, run=self.query.get("run"))


class RequestSerializer(ModelSerializer[Request]):
    class Meta:
        model = Request
        fields = (
            "id",
            "program",
            "message",
            "rank",
            "state",
            "asked_at",
            "expires_at",
            "answered_at",
            "reason",
        )


class RequestViewSet(TenantViewSet):
    """What the token's person has asked mentors, and was asked as one."""

    serializer_class = RequestSerializer

    def rows(self, member: Member) -> Any:
        return queries.requests_between(member)


class NominationSerializer(ModelSerializer[Nomination]):
    """`member` was named by `by`, who is their manager, a peer or an admin."""

    class Meta:
        model = Nomination
        fields = ("id", "program", "member", "by", "relation", "words", "created_at", "declined_at")


class NominationViewSet(TenantViewSet):
    """For admins who was named as a mentor; for others whom they named, and who named them."""

    serializer_class = NominationSerializer

    def rows(self, member: Member) -> Any:
        return queries.nominations_seen_by(member)


class GapSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    wanted = serializers.IntegerField(help_text="mentees without a mentor")
    mentors = serializers.IntegerField()
    seats = serializers.IntegerField(help_text="that those mentors have free")
    missing = serializers.IntegerField()


class GapsSerializer(serializers.Serializer[Any]):
    topic = GapSerializer(many=True)
    department = GapSerializer(many=True)
    zone = GapSerializer(many=True)


class CandidatePartSerializer(serializers.Serializer[Any]):
    criterion = serializers.CharField()
    points = serializers.IntegerField()
    most = serializers.IntegerField()
    evidence = serializers.CharField()


class CandidateSerializer(serializers.Serializer[Any]):
    """Score and points of 10,000; the parts add up to the score."""

    member = serializers.UUIDField(source="person.id")
    score = serializers.IntegerField(source="candidate.score")
    parts = CandidatePartSerializer(source="candidate.parts", many=True)
    named_by = serializers.ListField(child=serializers.CharField())
    state = serializers.ChoiceField(["new", "named", "applied", "declined"])


def _program(request: ApiRequest, pk: UUID) -> Program:
    """For program admins. Raises Http404 and PermissionDenied."""
    member: Member = request.auth.member  # type: ignore[union-attr]
    program = get_mentor_program(member, pk)
    if not member.is_admin:
        raise PermissionDenied
    return program


class GapsView(Queried, APIView):
    """Where a program has too few mentors, the widest gap first."""

    @extend_schema(responses=GapsSerializer)
    def get(self, request: ApiRequest, pk: UUID) -> Response:
        found = queries.gaps_of(_program(request, pk), on=timezone.localdate())
        return Response(
            {
                by: [{**asdict(gap), "missing": gap.missing} for gap in gaps]
                for by, gaps in found.items()
            }
        )


class CandidatesQuery(Query):
    limit = WholeNumberField(default=SIZE, min_value=1, max_value=CANDIDATES_AT_MOST)


class CandidatesView(Queried, APIView):
    """The candidates to be mentors of a program, best first."""

    query_class = CandidatesQuery

    @extend_schema(responses=CandidateSerializer(many=True))
    def get(self, request: ApiRequest, pk: UUID) -> Response:
        program = _program(request, pk)
        found = queries.board(program, weights=queries.formula_of(program), on=timezone.localdate())
        return Response(CandidateSerializer(found[: self.query["limit"]], many=True).data)
