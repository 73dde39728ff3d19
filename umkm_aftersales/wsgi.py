"""The WSGI application that gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from umkm_aftersales.reading import only_utf8

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "umkm_aftersales.settings")

application = only_utf8(get_wsgi_application())

# What is loaded by now stays: looking through it again at every collection is a good part of a page's cost,
# and writes to memory that the workers otherwise share.
gc.collect()
gc.freeze()
