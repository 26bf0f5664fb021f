import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorship.settings")
application = get_wsgi_application()

from mentorship.tenancy.roles import refuse_privileged_role  # noqa: E402 - needs the loaded apps

refuse_privileged_role()
