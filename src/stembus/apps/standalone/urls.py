"""The pages and services of all web processes."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from stembus.apps.board import urls as board
from stembus.apps.booth import urls as booth
from stembus.apps.feedback import urls as feedback
from stembus.apps.organiser import urls as organiser

handler500 = "stembus.web.failed"
urlpatterns = [
    *booth.services,
    *board.services,
    *organiser.services,
    *feedback.services,
    *organiser.single_sign_on,
    *i18n_patterns(
        path("", include((booth.pages, "booth"))),
        path("", include((board.pages, "board"))),
        *organiser.accounts,
        path("", include((organiser.pages, "organiser"))),
    ),
]
