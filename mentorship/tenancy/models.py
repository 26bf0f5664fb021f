from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Lower
from django.utils.translation import gettext_lazy as _

from mentorship.tenancy.enums import Role
from mentorship.tenancy.expressions import Fold
from mentorship.tenancy.fields import TenantForeignKey, uuid7
from mentorship.text import search_words


class Organization(models.Model):
    """A client organisation. Global on purpose; everything else about it lives in tenant rows."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(
        max_length=40, unique=True, validators=[RegexValidator(r"^[a-z0-9][a-z0-9-]*$")]
    )
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class TenantModel(models.Model):
    """A row that belongs to one organisation; its migration says `ProtectTenant`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # Every index that matters starts with the organisation already.
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", db_index=False, editable=False
    )

    class Meta:
        abstract = True


class OrganizationSettings(TenantModel):
    organization = models.OneToOneField(
        Organization, on_delete=models.PROTECT, related_name="settings", editable=False
    )
    time_zone = models.CharField(max_length=64, default="UTC")
    locale = models.CharField(max_length=10, default="en")
    accent = models.CharField(
        max_length=7,
        blank=True,
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Give a colour such as #0b6e6e."))],
    )
    min_group_size = models.PositiveSmallIntegerField(default=5, validators=[MinValueValidator(5)])
    import_mapping = models.JSONField(default=dict)
    collects_gender = models.BooleanField(default=False, db_default=False)
    requires_second_factor = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(min_group_size__gte=5), name="settings_min_group_size"
            )
        ]


def employed(on: date, member: str = "") -> Q:
    """Who works here on that day; `member` is the way to the person, `enrolment__member` say."""
    field = f"{member}__terminated_on" if member else "terminated_on"
    return Q(**{field: None}) | Q(**{f"{field}__gt": on})


class MemberQuerySet(models.QuerySet["Member"]):
    def of(self, organization: Organization) -> Self:
        return self.filter(organization=organization)

    def employed(self, *, on: date) -> Self:
        return self.filter(employed(on))

    def matching(self, words: str) -> Self:
        """Those whose name, e-mail, title or department holds every word."""
        found = self
        for word in search_words(words):
            found = found.filter(search__contains=word)
        return found


class Member(TenantModel):
    """A person in an organisation. Exists before they ever sign in."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="memberships",
    )
    roles = ArrayField(models.CharField(max_length=10, choices=Role), default=list, blank=True)
    number = models.CharField(_("employee number"), max_length=40, blank=True)
    given_name = models.CharField(max_length=80)
    family_name = models.CharField(max_length=80, blank=True)
    email = models.EmailField(_("work e-mail"))
    pronouns = models.CharField(max_length=40, blank=True, default="", db_default="")
    title = models.CharField(max_length=120, blank=True)
    department = models.CharField(max_length=120, blank=True)
    location = models.CharField(max_length=120, blank=True)
    time_zone = models.CharField(max_length=64, blank=True)
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    manager = TenantForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="reports"
    )
    hired_on = models.DateField(null=True, blank=True)
    promoted_on = models.DateField(_("last promotion"), null=True, blank=True)
    terminated_on = models.DateField(_("termination date"), null=True, blank=True)
    languages = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    skills = ArrayField(models.CharField(max_length=160), default=list, blank=True)
    # Empty for everybody where the organisation does not collect it.
    gender = models.CharField(max_length=40, blank=True, default="", db_default="")
    is_external = models.BooleanField(default=False)
    # The language that pages and messages speak to them; empty: the browser's, and ours in e-mails.
    locale = models.CharField(max_length=10, blank=True, default="", db_default="")
    search = models.GeneratedField(
        expression=Fold(
            Concat(
                F("given_name"),
                Value(" "),
                F("family_name"),
                Value(" "),
                F("email"),
                Value(" "),
                F("title"),
                Value(" "),
                F("department"),
                output_field=models.TextField(),
            )
        ),
        output_field=models.TextField(),
        db_persist=True,
    )

    objects = MemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("organization", Lower("email"), name="member_email"),
            models.UniqueConstraint(
                "organization", "number", condition=~Q(number=""), name="member_number"
            ),
            models.UniqueConstraint("organization", "user", name="member_user"),
        ]
        indexes = [
            models.Index(
                fields=["organization", "family_name", "given_name", "id"], name="member_by_name"
            ),
            models.Index(fields=["organization", "department"], name="member_department"),
            GinIndex(OpClass("search", name="gin_trgm_ops"), name="member_search"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    def is_employed(self, on: date) -> bool:
        return self.terminated_on is None or self.terminated_on > on

    @property
    def zone(self) -> str:
        """Their own time zone, or that of their organisation, whose settings are to be at hand."""
        return self.time_zone or self.organization.settings.time_zone

    @property
    def is_owner(self) -> bool:
        return Role.OWNER in self.roles

    @property
    def is_admin(self) -> bool:
        """May run programs: program admins, and owners."""
        return Role.ADMIN in self.roles or self.is_owner

    @property
    def is_hr(self) -> bool:
        """May read the figures: HR analysts, program admins, owners."""
        return Role.HR in self.roles or self.is_admin


class Invitation(TenantModel):
    """A link, sent once to one address, that joins a user to a member. Only the hash of its secret
    is kept.
    """

    member = TenantForeignKey(Member, on_delete=models.CASCADE, related_name="invitations")
    # What the link proves: that whoever opens it reads the mail of this address.
    email = models.EmailField(blank=True, default="", db_default="")
    secret_hash = models.BinaryField(max_length=32)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "secret_hash"], name="invitation_secret"
            )
        ]
        indexes = [
            models.Index(Lower("email"), condition=Q(accepted_at=None), name="invitation_open")
        ]
