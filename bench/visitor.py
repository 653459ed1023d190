"""`python -m bench.visitor ADDRESS` prints the cookie of a person who is logged in."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stembus.apps.standalone.settings")


def main(address: str) -> None:
    import django

    django.setup()
    from django.conf import settings

    from stembus.domain.elections.organisations import only_one
    from stembus.domain.people.actions import appoint, register
    from tests.elections import logged_in

    person = register(address)
    appoint(person, only_one())
    name = settings.SESSION_COOKIE_NAME
    print(f"{name}={logged_in(person).cookies[name].value}")


if __name__ == "__main__":
    main(sys.argv[1])
