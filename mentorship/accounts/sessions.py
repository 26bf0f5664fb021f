from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware as BaseSessionMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect


class SessionMiddleware(BaseSessionMiddleware):
    """A session that is cached and no longer stored, as after a restore, is over: the person signs
    in again.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        try:
            return super().process_response(request, response)
        except SessionInterrupted:
            request.session.flush()
            return super().process_response(request, HttpResponseRedirect(request.get_full_path()))
