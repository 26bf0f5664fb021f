"""Placeholder."""

from mentorship.local.story import Story


def tell(story: Story) -> None:
    """Later."""
