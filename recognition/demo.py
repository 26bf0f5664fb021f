"""The demo's badges, half of which their people show."""

from datetime import timedelta

from mentorship.local.story import Story
from recognition import actions
from recognition.models import Award

SHOWN = 0.6


def tell(story: Story) -> None:
    actions.award_badges(organization=story.organization, at=story.now - timedelta(days=1))
    awards = (
        Award.objects.filter(organization=story.organization)
        .select_related("member", "badge")
        .order_by("id")
    )
    for award in awards:
        if story.random.random() < SHOWN:
            actions.set_consent(
                award=award, consents=True, by=award.member, at=story.now - timedelta(hours=2)
            )
