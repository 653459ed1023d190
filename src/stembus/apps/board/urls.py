from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from . import views

# The archive stands where programs that follow Belenios's addresses look for it (§3).
services = [
    path("elections/<slug:uuid>/<slug:same>.bel", views.archive, name="archive"),
    path("elections/<slug:uuid>/rules.json", views.rules, name="rules"),
    path("elections/<slug:uuid>/proceedings.json", views.proceedings, name="proceedings"),
    path("elections/<slug:uuid>/record.json", views.record, name="record"),
    path("elections/<slug:uuid>/record-<str:language>.pdf", views.record_pdf, name="record_pdf"),
]
pages = [
    path("board/<slug:uuid>/", views.board, name="board"),
    path("board/<slug:uuid>/ballots/", views.ballots, name="ballots"),
    path("board/<slug:uuid>/check/", views.check, name="check"),
]
handler500 = "stembus.web.failed"
urlpatterns = [*services, *i18n_patterns(path("", include((pages, "board"))))]
