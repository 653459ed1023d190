"""A pytest plugin, loaded first: a home of its own for the run, with the secrets in it."""

import atexit
import os
import shutil
import tempfile

HOME = tempfile.mkdtemp(prefix="stembus-test-")
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
os.environ["STEMBUS_HOME"] = HOME

from stembus import keys  # noqa: E402 - the settings, which read the secrets, come after this

keys.make_missing()
