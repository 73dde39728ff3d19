"""Requests in strange character sets, given to the very application that the web server runs."""

from io import BytesIO

import pytest
from django.core.wsgi import get_wsgi_application
from django.test import RequestFactory

from umkm_aftersales.reading import only_utf8

BODY = b'--x\r\nContent-Disposition: form-data; name="reference"\r\n\r\n+2AA- \\ud800\r\n--x--\r\n'


def status_of(charset, method):
    environ = RequestFactory().generic(method, "/lacak/?reference=%2B2AA-").environ
    content_type = f"multipart/form-data; boundary=x; charset={charset}"
    environ |= {"CONTENT_TYPE": content_type, "CONTENT_LENGTH": str(len(BODY)), "wsgi.input": BytesIO(BODY)}
    statuses = []
    answer = only_utf8(get_wsgi_application())(
        environ, lambda status, headers, *rest: statuses.append(status)
    )
    b"".join(answer)
    return int(statuses[0][:3])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "charset", ["rot13", "utf-7", "unicode_escape", "utf-16-le", "base64", "idna", "latin-1"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_other_character_sets_are_refused(charset, method, settings):
    settings.ALLOWED_HOSTS = ["testserver"]

    assert status_of(charset, method) == 400


@pytest.mark.django_db
@pytest.mark.parametrize("charset", ["utf-8", "UTF8", "tidak-ada"])
def test_utf8_is_read(charset, settings):
    settings.ALLOWED_HOSTS = ["testserver"]

    assert status_of(charset, "GET") == 200
