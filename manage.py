#!/usr/bin/env python3
"""The one entry for commands; without settings named it runs the embedded product."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.base")
    execute_from_command_line(sys.argv)
