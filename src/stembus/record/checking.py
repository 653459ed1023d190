"""How anyone checks a record: which files there are, their hashes, and the commands."""

from collections.abc import Sequence

from stembus.record.blocks import Block, Command, Facts, Heading, Paragraph
from stembus.record.contest import Json
from stembus.record.words import Words


def checking(record: Json, fingerprint: str, _: Words) -> list[Block]:
    """`fingerprint`: SHA-256 of the record's JSON."""
    voted = [poll for poll in record["polls"] if poll["archive"]]
    return [
        Heading(2, _("How to check this record")),
        Paragraph(_files(voted, _)),
        *(Facts(_archive(poll, record, _)) for poll in voted),
        Paragraph(_("Check that the files are the committee's, and that they are right:")),
        Command(_commands(voted)),
        Paragraph(
            _(
                "sha256sum must print the hashes above; stembus-verify must say that all is valid; "
                "stembus record computes this record again, and its hash must be the one below. "
                "The files rules.json and proceedings.json are on the public board too."
            )
        ),
        Facts(_hashes(record, fingerprint, _)),
    ]


def _files(voted: Sequence[Json], _: Words) -> str:
    if not voted:
        return _("No vote was held, so there is no archive. The rules say who stood.")
    return _.ngettext(
        "All ballots, encrypted, are in an archive that anyone can download, with the proofs that "
        "they were counted rightly.",
        "All ballots, encrypted, are in archives that anyone can download, with the proofs that "
        "they were counted rightly.",
        len(voted),
    )


def _archive(poll: Json, record: Json, _: Words) -> list[tuple[str, str]]:
    uuid = poll["uuid"]
    pairs = [
        (_("Archive"), f"{record['origin']}/elections/{uuid}/{uuid}.bel"),
        (_("Size"), _("%(n)s bytes", n=_.number(poll["archive"]["bytes"]))),
        (_("SHA-256"), poll["archive"]["sha256"]),
        (_("Fingerprint of the election"), poll["fingerprint"]),
    ]
    return [(_("Voters of"), poll["name"]), *pairs] if poll["name"] else pairs


def _commands(voted: Sequence[Json]) -> list[str]:
    names = [f"{poll['uuid']}.bel" for poll in voted]
    together = "*.bel" if len(names) > 1 else "".join(names)
    files = " ".join(["rules.json", "proceedings.json", together]).rstrip()
    sums = [f"sha256sum {together}"] if names else []
    return [
        *sums,
        *(f"stembus-verify {name}" for name in names),
        f"stembus record {files} | sha256sum",
    ]


def _hashes(record: Json, fingerprint: str, _: Words) -> list[tuple[str, str]]:
    return [
        (_("This record"), _("SHA-256 %(hash)s", hash=fingerprint)),
        (_("The frozen rules"), _("SHA-256 %(hash)s", hash=record["rules_sha256"])),
        (_("The roll"), _("HMAC-SHA-256 %(hash)s", hash=record["roll"]["hmac_sha256"])),
    ]
