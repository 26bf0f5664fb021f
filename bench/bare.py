"""The measure of all pages: default middleware, a session, one indexed query, a table
of 50 rows.
"""

from typing import Any, ClassVar

from django.contrib.auth.decorators import login_required
from django.core.wsgi import get_wsgi_application
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

PAGE = """<!doctype html><title>Rows</title><h1>Rows of {{ user.email }}</h1><table>
{% for row in rows %}<tr><th><a href="{% url 'row' row.id %}">{{ row.title }}</a></th>
<td>{{ row.state }}</td>
<td>{{ row.number }}</td><td>{{ row.at|date:"j M Y" }}</td></tr>{% endfor %}</table>"""
application = get_wsgi_application()
_template = engines["django"].from_string(PAGE)


class Row(models.Model):
    id = models.BigIntegerField(primary_key=True)
    owner = models.IntegerField()
    title = models.TextField()
    state = models.TextField()
    number = models.IntegerField()
    at = models.DateTimeField()

    class Meta:
        app_label = "bench"
        managed = False
        db_table = "bench_row"
        indexes: ClassVar[list[Any]] = []

    def __str__(self) -> str:
        return self.title


@login_required
def rows(request: HttpRequest) -> HttpResponse:
    found = Row.objects.filter(owner=7).order_by("-id")[:50]
    return HttpResponse(_template.render({"rows": found}, request))


def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n")


urlpatterns = [
    path("healthz", healthz),
    path("", rows, name="rows"),
    path("<int:pk>/", rows, name="row"),
]
