"""What every request knows: the language its reader chose, and the membership a logged-in person acts in."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from shops.access import membership_of

Next = Callable[[HttpRequest], HttpResponse]


class ChosenLanguage:
    """Indonesian unless the reader chose otherwise.

    The browser's own preference is not asked: many phones here are set to English and their
    owners still write Indonesian.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Activate the language for this request only."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            return self.get_response(request)


class CurrentMembership:
    """`request.membership`: who acts, for which shop; read from the database on every request that asks."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Attach the membership lazily, so that public pages do not pay for it."""
        request.membership = SimpleLazyObject(lambda: membership_of(request))
        return self.get_response(request)
