"""The real settings and one kind of case more: what the core promises any kind is tested with one it never saw."""

from umkm_aftersales.settings import *  # noqa: F403
from umkm_aftersales.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.toy"]
ROOT_URLCONF = "tests.urls"
