import os
from importlib import import_module

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stembus.apps.booth.settings")

from django.core.wsgi import get_wsgi_application

from stembus.web import with_assets, with_pulse

application = with_pulse(with_assets(get_wsgi_application()))

import_module("stembus.apps.booth.refused").keep_writing()  # now that Django is ready
