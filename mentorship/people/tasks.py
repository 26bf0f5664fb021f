from django.db import IntegrityError
from django.utils import timezone

from mentorship.jobs.kinds import JobError, Progress
from mentorship.jobs.models import Job
from mentorship.people.actions import AppliedError, apply_import, read_import
from mentorship.people.models import ImportFile


def read_people(job: Job, progress: Progress) -> str:
    """The work of the job kind "people_read"; its subject is an ImportFile, which says what came of
    it."""
    progress.tell(0, 0, "Reading the file")
    try:
        file = ImportFile.objects.get(organization=job.organization_id, pk__in=[job.subject_id])
    except ImportFile.DoesNotExist as error:
        raise JobError(
            "The file was discarded before its turn came; nothing was changed."
        ) from error
    file = read_import(file=file, by=job.by, at=timezone.now())
    return file.unreadable or f"{len(file.rows):,} {'row' if len(file.rows) == 1 else 'rows'} read."


def import_people(job: Job, progress: Progress) -> str:
    """The work of the job kind "people_import"; its subject is an ImportFile."""
    try:
        file = ImportFile.objects.get(organization=job.organization_id, pk__in=[job.subject_id])
        counts = apply_import(file=file, by=job.by, at=timezone.now(), tell=progress.tell).counts
    except ImportFile.DoesNotExist as error:
        raise JobError(
            "The file was discarded before its turn came; nothing was changed."
        ) from error
    except AppliedError as error:
        raise JobError("The file was applied already; nothing was changed again.") from error
    except IntegrityError as error:
        raise JobError(
            "Somebody else changed the same people meanwhile; nothing was written. Start again."
        ) from error
    return (
        f"{counts['created']} created, {counts['changed']} changed, "
        f"{counts['unchanged']} unchanged, {counts['refused']} refused."
    )
