"""How a participant signs the mentoring agreement from the message that they take part."""

from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.acts.registry import Act
from mentorship.tenancy.models import Member
from mentorship.wording import Said, said
from programs import actions, queries
from programs.actions import EnrolmentError
from programs.enums import EnrolmentRole
from programs.models import Enrolment, Guidelines, Signature


def _enrolment(pk: UUID, member: Member) -> Enrolment | None:
    found = Enrolment.objects.filter(organization=member.organization_id, pk=pk, member=member)
    return found.select_related("program__organization").first()


def _guidelines(enrolment: Enrolment) -> Guidelines:
    """Raises EnrolmentError where the program has none."""
    guidelines = queries.current_guidelines(enrolment.program)
    if guidelines is None:
        raise EnrolmentError(_("This program has no agreement to sign yet."))
    return guidelines


def _ask(enrolment: Enrolment, member: Member) -> str:
    guidelines = _guidelines(enrolment)
    if Signature.objects.filter(guidelines=guidelines, member=member).exists():
        raise EnrolmentError(_("You have signed this agreement already."))
    return _("The mentoring agreement of “%(program)s”, version %(version)d.") % {
        "program": enrolment.program.name,
        "version": guidelines.version,
    }


def _text(enrolment: Enrolment, _member: Member) -> str:
    guidelines = _guidelines(enrolment)
    is_mentor = enrolment.role == EnrolmentRole.MENTOR
    duties = guidelines.mentor_duties if is_mentor else guidelines.mentee_duties
    return f"{duties}\n\n{guidelines.agreement}"


def _sign(enrolment: Enrolment, *, by: Member, at: datetime) -> Said:
    actions.sign_agreement(guidelines=_guidelines(enrolment), member=by, at=at)
    return said("act.agreement_signed", program=enrolment.program.name)


def _url(enrolment: Enrolment) -> str:
    return reverse(
        "programs:detail", args=[enrolment.program.organization.slug, enrolment.program_id]
    )


ACTS = (
    Act(
        "agreement.sign",
        gettext_lazy("Read and sign the agreement"),
        gettext_lazy("Sign the agreement"),
        _enrolment,
        _ask,
        _sign,
        _url,
        text=_text,
    ),
)
