import pytest

from mentorship.tenancy.models import Organization
from mentorship.ui.navigation import entries_for
from tests import factories


@pytest.mark.parametrize(
    ("roles", "in_bar"),
    [
        ([], ["My mentoring", "Mentorships", "Directory", "Wall"]),
        (["admin"], ["My mentoring", "Programs", "People", "Insights"]),
        (["hr"], ["My mentoring", "Mentorships", "Directory", "Insights"]),
        (["owner"], ["My mentoring", "Programs", "People", "Insights"]),
    ],
)
def test_a_phone_shows_first_what_the_role_works_with(
    northwind: Organization, roles: list[str], in_bar: list[str]
) -> None:
    links = entries_for(factories.member(northwind, roles=roles), "/o/northwind/")
    assert [link.label for link in links if link.is_in_bar] == in_bar
    assert [link.label for link in links if link.is_current] == ["My mentoring"]
