"""Who may come where: roles, rights, and what each address asks for.

`docs/access.md` shows the same as one table; tests compare the two and try every cell. An address
that is not in `ADDRESSES` is refused to all.
"""

from collections.abc import Mapping
from enum import StrEnum

from stembus.domain.people.models import Role


class Right(StrEnum):
    """`ANYONE` needs no log-in, `SELF` a link by mail, `PERSON` a second factor too; `OPERATE` is
    the operator's; the others come with a role in an election or its organisation."""

    ANYONE = "anyone"
    SELF = "self"
    PERSON = "person"
    OPERATE = "operate"
    SEE = "see"
    PREPARE = "prepare"
    ROLL = "roll"
    RUN = "run"
    HELP = "help"
    COUNT = "count"
    DECIDE = "decide"
    APPOINT = "appoint"


ROLES: Mapping[str, frozenset[Right]] = {
    Role.ORGANISER: frozenset(Right) - {Right.ANYONE, Right.SELF, Right.PERSON, Right.OPERATE},
    Role.COMMITTEE: frozenset({Right.SEE, Right.COUNT, Right.DECIDE}),
    Role.AUDITOR: frozenset({Right.SEE}),
    Role.HELPDESK: frozenset({Right.HELP}),
}


# Who decides on what another person proposes, by the right that it takes.
DECIDERS: Mapping[Right, frozenset[str]] = {
    right: frozenset(role for role, rights in ROLES.items() if right in rights)
    for right in (Right.DECIDE, Right.ROLL)
}


def _same(right: Right, *names: str) -> dict[str, tuple[Right, Right]]:
    return dict.fromkeys(names, (right, right))


# For each address the right to look (GET, HEAD) and the right to change (all else).
ADDRESSES: Mapping[str, tuple[Right, Right]] = {
    **_same(Right.ANYONE, "components"),
    **_same(Right.ANYONE, "login", "login_link", "logout", "account_login", "mfa_authenticate"),
    # allauth's own pages; they ask who has a factor to show it again.
    **_same(Right.SELF, "mfa_index", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"),
    **_same(Right.SELF, "mfa_activate_totp", "mfa_deactivate_totp"),
    **_same(Right.SELF, "mfa_list_webauthn", "mfa_add_webauthn"),
    **_same(Right.SELF, "mfa_edit_webauthn", "mfa_remove_webauthn"),
    **_same(Right.SELF, "mfa_view_recovery_codes", "mfa_generate_recovery_codes"),
    **_same(Right.SELF, "mfa_download_recovery_codes"),
    **_same(Right.ANYONE, "openid_connect_login", "openid_connect_callback"),
    # A trustee proves who that is with a token, or with a proof of knowing the key.
    **_same(Right.ANYONE, "trustee_page", "trustee_state", "trustee_key", "trustee_decryption"),
    # So does the code authority.
    **_same(Right.ANYONE, "authority_page", "authority_state", "authority_task"),
    **_same(Right.ANYONE, "authority_credentials"),
    # The answer goes to the address that it is about.
    "on_the_roll": (Right.ANYONE, Right.ANYONE),
    **_same(Right.PERSON, "home", "create", "sessions", "session_end"),
    **_same(Right.OPERATE, "organisations", "emergencies", "emergency"),
    **_same(Right.APPOINT, "organisation", "organisation_dismiss"),
    **_same(Right.APPOINT, "emergency_end", "organisation_emergency_end"),
    "election": (Right.SEE, Right.SEE),
    "paper": (Right.SEE, Right.PREPARE),
    # What one types there is computed with and stored nowhere.
    "simulation": (Right.SEE, Right.SEE),
    "trustees": (Right.SEE, Right.PREPARE),
    "authority": (Right.SEE, Right.PREPARE),
    **_same(Right.PREPARE, "details", "poll", "new_question", "question", "remove_question"),
    **_same(Right.PREPARE, "trustee_remove", "trustee_renew"),
    **_same(Right.PREPARE, "authority_renew", "authority_dismiss"),
    **_same(Right.ROLL, "roll", "roll_clear", "voter_remove"),
    **_same(Right.ROLL, "voter_add", "voter_change", "voter_take_off"),
    **_same(Right.ROLL, "roll_columns", "roll_check", "roll_refused"),
    "opening": (Right.SEE, Right.RUN),
    **_same(Right.RUN, "unschedule", "close", "delete", "extend", "incident"),
    **_same(Right.SEE, "trail", "trail_file"),
    "proposals": (Right.SEE, Right.SEE),
    "proposal": (Right.SEE, Right.DECIDE),
    "running": (Right.SEE, Right.SEE),
    # With a preview for someone on the roll.
    **_same(Right.ROLL, "wording", "letter"),
    # Figures; who was not reached is shown to those who may see the roll.
    "delivery": (Right.SEE, Right.SEE),
    **_same(
        Right.RUN, "delivery_pause", "delivery_all", "delivery_again", "reminder", "reminder_cancel"
    ),
    **_same(Right.HELP, "codes", "reissue"),
    "proceedings": (Right.SEE, Right.SEE),
    "members": (Right.SEE, Right.SEE),
    "objections": (Right.SEE, Right.COUNT),
    **_same(Right.COUNT, "lot", "departure", "ruling", "recount"),
    "retention": (Right.SEE, Right.PREPARE),
    **_same(Right.COUNT, "hold", "hold_extend"),
    "hold_release": (Right.RUN, Right.RUN),
    **_same(Right.APPOINT, "people", "dismiss"),
}

# What can do harm: the second factor must have been shown lately, also to come to the page.
FRESH = frozenset(
    {"opening", "proposal", "close", "delete", "extend", "reminder"}
    | {"people", "dismiss", "organisations", "organisation", "organisation_dismiss"}
    | {"reissue", "roll_clear", "hold_release", "emergencies", "emergency"}
)

# What always shows personal data: who looked goes into the trail. Pages that do so at times say it
# themselves (`trail.noting.seen`).
WATCHED = frozenset(
    {"roll_columns", "roll_check", "roll_refused", "voter_add", "voter_change", "letter"}
    | {"proposal", "trail_file"}
)
