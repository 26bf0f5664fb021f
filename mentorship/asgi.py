import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorship.settings")
application = get_asgi_application()

from mentorship.tenancy.roles import refuse_privileged_role  # noqa: E402 - needs the loaded apps

refuse_privileged_role()
