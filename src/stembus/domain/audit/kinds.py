"""What each act is about, by the first part of its name; what is not named here is a change."""

from .models import Kind

KINDS = {
    "look": Kind.ACCESS,
    **dict.fromkeys(("login", "logout", "session", "factor"), Kind.SECURITY),
    **dict.fromkeys(("people", "operator", "emergency", "access"), Kind.SECURITY),
    **dict.fromkeys(("door", "form", "limit", "ballots"), Kind.SECURITY),
    "trail": Kind.SECURITY,
}


def kind_of(act: str) -> Kind:
    return KINDS.get(act.partition(".")[0], Kind.CHANGE)
