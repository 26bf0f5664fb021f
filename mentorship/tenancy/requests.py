"""What the tenant middleware puts on a request, for typed views."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from mentorship.tenancy.models import Member, Organization


class TenantRequest(HttpRequest):
    organization: Organization
    member: Member
    htmx: HtmxDetails
