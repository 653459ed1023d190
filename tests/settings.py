"""The standalone settings in a home of their own, for the type checker's plugin."""

from tests import home as home  # isort: skip - first: it makes the secrets

from stembus.apps.standalone.settings import *  # noqa: F403
