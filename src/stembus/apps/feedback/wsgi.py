import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stembus.apps.feedback.settings")

from django.core.wsgi import get_wsgi_application

from stembus.web import with_pulse

application = with_pulse(get_wsgi_application())
