"""The web application, with the rounds of the other processes in a thread beside it."""

import os
from importlib import import_module

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stembus.apps.standalone.settings")

from django.core.wsgi import get_wsgi_application

from stembus.rounds import start
from stembus.web import with_assets

application = with_assets(get_wsgi_application())

start()
import_module("stembus.apps.booth.refused").keep_writing()  # now that Django is ready
