from django.db.models import TextChoices


class ProgramKind(TextChoices):
    ONE_TO_ONE = "one_to_one", "One to one"
    GROUP = "group", "Group or circle"
    PEER = "peer", "Peer"
    REVERSE = "reverse", "Reverse"
    FLASH = "flash", "Flash"


class Focus(TextChoices):
    JOB = "job", "A challenge in the job"
    PROJECT = "project", "A special project"
    CAREER = "career", "Career development"
    INDIVIDUAL = "individual", "Individual development"
    LEADERS = "leaders", "Access to senior leaders"
    PEER = "peer", "Learning among peers"
    EXPERTISE = "expertise", "Subject-matter expertise"


class ProgramState(TextChoices):
    DRAFT = "draft", "Draft"
    RECRUITING = "recruiting", "Recruiting"
    MATCHING = "matching", "Matching"
    RUNNING = "running", "Running"
    CLOSING = "closing", "Closing"
    ARCHIVED = "archived", "Archived"


class EnrolmentRole(TextChoices):
    MENTOR = "mentor", "Mentor"
    MENTEE = "mentee", "Mentee"
    PEER = "peer", "Peer"


class EnrolmentState(TextChoices):
    APPLIED = "applied", "Waiting for approval"
    APPROVED = "approved", "Approved"
    WAITLISTED = "waitlisted", "On the waiting list"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Stage(TextChoices):
    """How often a pair meets, in the order in which the mentee becomes independent."""

    WEEKLY = "weekly", "Weekly"
    FORTNIGHTLY = "fortnightly", "Fortnightly"
    MONTHLY = "monthly", "Monthly"


class QuestionKind(TextChoices):
    """How a question of the application is answered."""

    CHOICE = "choice", "One of several answers"
    SEVERAL = "several", "Any of several answers"
    SCALE = "scale", "A number from 1 to 5"
    TEXT = "text", "In their own words"


class Audience(TextChoices):
    """Whom a question is put to."""

    BOTH = "both", "Mentors and mentees"
    MENTORS = "mentor", "Mentors"
    MENTEES = "mentee", "Mentees"


class Comparison(TextChoices):
    """What a matching makes of a mentor's and a mentee's answers to one question."""

    NONE = "", "Not at all: it is only read"
    SAME = "same", "The same answer fits"
    DIFFERENT = "different", "Different answers fit"
    SHARED = "shared", "The more they share the better; rare answers count more"
    COVERED = "covered", "The more of the mentee’s answers the mentor gives too the better"
    CLOSE = "close", "Close answers fit"
    ABOVE = "above", "The mentor should stand about two above"
    SIMILAR = "similar", "Similar words fit"
