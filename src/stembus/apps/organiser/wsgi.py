import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stembus.apps.organiser.settings")

from django.core.wsgi import get_wsgi_application

from stembus.web import with_assets, with_pulse

application = with_pulse(with_assets(get_wsgi_application()))
