from django.db import IntegrityError
from django.utils import timezone

from mentorship.jobs.kinds import JobError, Progress
from mentorship.jobs.models import Job
from mentorship.people.actions import AppliedError, apply_import, read_import
from mentorship.people.models import ImportFile
from mentorship.wording import Said, plain, said


def read_people(job: Job, progress: Progress) -> Said:
    """The work of the job kind "people_read"; its subject is an ImportFile, which says what came of
    it."""
    progress.tell(0, 0, said("import.reading"))
    try:
        file = ImportFile.objects.get(organization=job.organization_id, pk__in=[job.subject_id])
    except ImportFile.DoesNotExist as error:
        raise JobError(said("import.discarded")) from error
    file = read_import(file=file, by=job.by, at=timezone.now())
    return (
        plain(file.unreadable) if file.unreadable else said("import.rows_read", rows=len(file.rows))
    )


def import_people(job: Job, progress: Progress) -> Said:
    """The work of the job kind "people_import"; its subject is an ImportFile."""
    try:
        file = ImportFile.objects.get(organization=job.organization_id, pk__in=[job.subject_id])
        counts = apply_import(file=file, by=job.by, at=timezone.now(), tell=progress.tell).counts
    except ImportFile.DoesNotExist as error:
        raise JobError(said("import.discarded")) from error
    except AppliedError as error:
        raise JobError(said("import.applied_before")) from error
    except IntegrityError as error:
        raise JobError(said("import.overtaken")) from error
    names = ("created", "changed", "unchanged", "refused")
    return said("import.applied", **{name: counts[name] for name in names})
