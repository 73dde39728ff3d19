"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from umkm_aftersales.reading import only_utf8

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "umkm_aftersales.settings")

application = only_utf8(get_wsgi_application())
