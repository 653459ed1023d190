from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from . import views

pages = [path("vote/<slug:uuid>/", views.page, name="page")]
services = [
    path("polls/<slug:uuid>/election.json", views.definition, name="definition"),
    path("polls/<slug:uuid>/credential", views.credential, name="credential"),
    path("polls/<slug:uuid>/ballots", views.cast, name="cast"),
]
handler500 = "stembus.web.failed"
urlpatterns = [*services, *i18n_patterns(path("", include((pages, "booth"))))]
