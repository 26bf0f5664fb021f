from django.db.models import TextChoices


class RunState(TextChoices):
    RUNNING = "running", "Running"
    REVIEW = "review", "Ready for review"
    PUBLISHED = "published", "Published"
    DISCARDED = "discarded", "Discarded"


class MentorshipState(TextChoices):
    ACTIVE = "active", "Active"
    COMPLETED = "completed", "Completed"
    ENDED = "ended", "Ended early"


class ParticipantRole(TextChoices):
    MENTOR = "mentor", "Mentor"
    MENTEE = "mentee", "Mentee"
    PEER = "peer", "Peer"
