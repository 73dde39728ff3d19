#!/usr/bin/env python
"""Django's command line; `bin/manage` calls it with the data folder's servers up."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "umkm_aftersales.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
