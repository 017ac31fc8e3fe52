"""`python -m tests.matrix` writes docs/reference/access-matrix.md anew."""

import importlib
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fourleaf.config.settings")
django.setup()
page = importlib.import_module("tests.matrix.page")
page.PAGE.write_text(page.written(), encoding="utf-8")
