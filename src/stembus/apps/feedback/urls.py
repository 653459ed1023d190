"""Where the provider of this installation, and no other, reports."""

import anymail.urls
from anymail.signals import tracking
from django.urls import include, path

from .receiving import receive
from .settings import FEEDBACK_FROM

tracking.connect(receive)
services = [
    path("deliveries/", include([each]))
    for each in anymail.urls.urlpatterns
    if each.name == f"{FEEDBACK_FROM}_tracking_webhook"
]
urlpatterns = services
