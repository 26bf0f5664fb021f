"""The Celery application. Beat runs in UTC; what is due is decided by rows, never by timers."""

import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import beat_init, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorship.settings")

app = Celery("mentorship")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.task_routes = {
    "mentorship.delivery.tasks.*": {"queue": "delivery"},
    "mentorship.jobs.tasks.run_match_job": {"queue": "match"},
}
app.conf.beat_schedule = {
    "beat": {"task": "mentorship.delivery.tasks.beat", "schedule": 60.0},
    "due": {"task": "mentorship.delivery.tasks.wake_due", "schedule": 15.0},
    "lost-jobs": {"task": "mentorship.jobs.tasks.recover_lost", "schedule": 60.0},
    "leavers": {"task": "matching.tasks.find_leavers", "schedule": 60.0},
    "due-requests": {"task": "matching.tasks.find_due_requests", "schedule": 60.0},
    "orphans": {"task": "tracking.tasks.find_orphans", "schedule": 60.0},
    "series": {"task": "tracking.tasks.find_due_series", "schedule": 60.0},
    "inbound": {"task": "tracking.calendars.tasks.find_mail", "schedule": 60.0},
    "remind": {"task": "tracking.tasks.plan_reminders", "schedule": 60.0},
    "nudges": {"task": "tracking.tasks.nudge", "schedule": crontab(minute="5")},
    "cadence": {"task": "tracking.tasks.propose_cadence", "schedule": crontab(minute="10")},
    "figures": {
        "task": "tracking.tasks.refresh_figures",
        "schedule": crontab(hour="2", minute="30"),
    },
    "drafts": {
        "task": "tracking.drafts.tasks.drop_old_drafts",
        "schedule": crontab(hour="3", minute="15"),
    },
    "endings": {"task": "tracking.endings.tasks.find_endings", "schedule": crontab(minute="40")},
    "surveys": {"task": "tracking.surveys.tasks.ask_surveys", "schedule": crontab(minute="25")},
    "mixing": {
        "task": "tracking.surveys.tasks.mix_answers",
        "schedule": crontab(hour="3", minute="45"),
    },
    "badges": {"task": "recognition.tasks.award_badges", "schedule": crontab(minute="20")},
}


@worker_init.connect
@beat_init.connect
def _check_role(**_: object) -> None:
    from mentorship.tenancy.roles import refuse_privileged_role  # noqa: PLC0415 - needs the loaded apps

    refuse_privileged_role()
