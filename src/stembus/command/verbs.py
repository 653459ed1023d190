"""What one can say to `stembus`, and as whom."""

from stembus.rounds import WORKERS

ALL = "standalone"
WEB = ("organiser", "booth", "board", "feedback")

# verb: (module, help, arguments); an argument is (names, options)
Argument = tuple[tuple[str, ...], dict[str, object]]
ELECTION: Argument = (("election",), {"help": "the election's id"})
VERBS: dict[str, tuple[str, str, tuple[Argument, ...]]] = {
    "migrate": ("service", "make the missing secrets and bring the database up to date", ()),
    "serve": (
        "service",
        "run everything in one process, or one of the processes that browsers reach",
        (
            (("process",), {"nargs": "?", "choices": (*WEB, ALL), "default": ALL}),
            (("--address",), {"default": "127.0.0.1"}),
            (("--port",), {"type": int, "default": 8000}),
            (("--certificate",), {"help": "TLS alone, with this key and certificate (PEM)"}),
            (("--callers",), {"help": "authority of those who may call: the edge (PEM)"}),
            (("--demo",), {"action": "store_true", "help": "with an election in its voting phase"}),
        ),
    ),
    "work": (
        "service",
        "do the rounds of a background process",
        (
            (("process",), {"choices": (*WORKERS, "all")}),
            (("--once",), {"action": "store_true", "help": "stop when nothing is left to do"}),
        ),
    ),
    "login-link": (
        "people",
        "print a one-time link with which a person logs in",
        ((("email",), {"help": "the person's address; registered if new"}),),
    ),
    "organisation": (
        "people",
        "found an organisation; its organiser makes elections and appoints others",
        (
            (("name",), {"help": "as people see it"}),
            (("--organiser",), {"required": True, "help": "the first organiser's address"}),
        ),
    ),
    "operator": (
        "people",
        "let a person found organisations on the pages, or no longer",
        (
            (("email",), {"help": "the person's address; registered if new"}),
            (("--remove",), {"action": "store_true", "help": "no longer"}),
        ),
    ),
    "access": (
        "access",
        "report who may do what, for the quarterly review, or confirm that it was reviewed",
        (
            (("what",), {"choices": ("report", "reviewed")}),
            (("--json",), {"action": "store_true", "help": "print one JSON object"}),
            (("--by",), {"metavar": "ADDRESS", "help": "who has reviewed it"}),
            (("--report",), {"metavar": "HASH", "help": "of the report that was reviewed"}),
        ),
    ),
    "forget-factors": (
        "people",
        "take second factors and sessions from someone who lost them",
        ((("email",), {"help": "the person's address"}),),
    ),
    "rotate-keys": (
        "rotating",
        "replace the keys under which personal data and messages are sealed",
        (
            (
                ("--only-add",),
                {
                    "action": "store_true",
                    "help": "stop when the new keys are there, to hand them to the processes first",
                },
            ),
        ),
    ),
    "fingerprint": ("service", "print the fingerprint of what voters' browsers run", ()),
    "create": (
        "organise",
        "make an election from a JSON file",
        (
            (("file",), {"help": "see docs/guides/command-line.md"}),
            (("--organiser",), {"help": "address of the person who may manage it"}),
            (("--organisation",), {"help": "whose it is; needed if there are several"}),
        ),
    ),
    "roll": (
        "roll",
        "load a roll from CSV or XLSX; refused rows are listed and left out",
        (
            ELECTION,
            (("file",), {}),
            (("--check",), {"action": "store_true", "help": "only say what would become of it"}),
        ),
    ),
    "trustee": (
        "organise",
        "add a trustee whose key is made here and written to a file",
        (
            ELECTION,
            (("--name",), {"required": True}),
            (("--email",), {"required": True}),
            (("--key-file",), {"required": True, "help": "where to write the key"}),
        ),
    ),
    "open": (
        "organise",
        "open an election, now or later",
        (
            ELECTION,
            (("--at",), {"help": "ISO 8601, with time zone"}),
            (("--closes",), {"help": "ISO 8601, with time zone"}),
        ),
    ),
    "reissue": (
        "organise",
        "block a voter's lost code and send a new one",
        (
            ELECTION,
            (("address",), {"help": "the voter's, as on the roll"}),
            (("--reason",), {"required": True, "help": "for the log"}),
        ),
    ),
    "letters": (
        "letters",
        "print the letters that wait, as one PDF that only you can read",
        (
            ELECTION,
            (("file",), {"metavar": "FILE.pdf", "help": "where to write; nothing is overwritten"}),
            (
                ("--sender",),
                {"required": True, "help": "name and address in one line, for the window"},
            ),
            (("--by",), {"required": True, "help": "who prints, for the log"}),
        ),
    ),
    "hand-over": (
        "letters",
        "say that the printer has a PDF of letters: its codes are deleted here",
        (
            (("file",), {"metavar": "FILE.pdf"}),
            (("--to",), {"required": True, "help": "who has it, for the log"}),
        ),
    ),
    "close": ("organise", "close the voting now", (ELECTION,)),
    "status": ("organise", "print phase, polls and turnout as JSON", (ELECTION,)),
    "export": (
        "organise",
        "write a poll's archive",
        (
            (("poll",), {"help": "the poll's uuid"}),
            (("--output", "-o"), {"help": "default: UUID.bel"}),
        ),
    ),
    "decrypt": (
        "decrypting",
        "give a trustee's partial decryption of every poll",
        ((("key_file",), {"help": "as the trustee saved it"}),),
    ),
    "audit": (
        "audit",
        "the trail: verify its chain, write it out, or say how far it was sent off",
        (
            (("task",), {"choices": ("verify", "export", "status")}),
            (
                ("--since",),
                {
                    "metavar": "FILE",
                    "help": "verify also against this: an export, lines of the log server, or "
                    "checkpoints",
                },
            ),
        ),
    ),
    "state": (
        "state",
        "note what there is in the trail, check all of it after a restore, or set elections aside",
        (
            (("task",), {"choices": ("note", "check", "set-aside")}),
            (
                ("--noted",),
                {"metavar": "FILE", "help": "check against this, which `state note` printed"},
            ),
            (("--with-keys",), {"action": "store_true", "help": "refuse if they are not here"}),
            (("--quick",), {"action": "store_true", "help": "all but each ballot's proofs"}),
            (("--folder",), {"help": "where to set elections aside, one file each"}),
            (("--recipients",), {"metavar": "FILE", "help": "whom age encrypts them for"}),
        ),
    ),
    "seats": (
        "seats",
        "allocate seats by the rules and votes in a JSON file",
        ((("file",), {"help": "see docs/guides/seats.md"}),),
    ),
    "record": (
        "record",
        "make the official record again from archives, rules and proceedings",
        (
            (("rules",), {"help": "rules.json"}),
            (("proceedings",), {"help": "proceedings.json"}),
            (("archives",), {"nargs": "*", "metavar": "ARCHIVE.bel"}),
            (("--pdf",), {"metavar": "FILE", "help": "write a PDF; else JSON is printed"}),
            (
                ("--language",),
                {"choices": ("nl", "en"), "help": "of the PDF; default: the election's"},
            ),
        ),
    ),
    "codes": (
        "codes",
        "make voting codes as a separate code authority, off the service",
        (
            (("task",), {"metavar": "TASK.json", "help": "as the service gave it"}),
            (("folder",), {"metavar": "FOLDER", "help": "where to write; nothing is overwritten"}),
        ),
    ),
    "vote": (
        "voting",
        "cast a ballot over HTTP, encrypted here",
        (
            (("link",), {"help": "the voting link; the code may be left out of it"}),
            (("--code",), {"help": "the voting code, if the link has none"}),
            (
                ("--choice",),
                {
                    "action": "append",
                    "required": True,
                    "help": "once for each question: numbers on the paper such as 1,3, or blank",
                },
            ),
        ),
    ),
}

# In a service whose processes are apart: whose settings, database role and secrets a verb has, and
# so as which system user it is run. The other verbs belong to the embedded default.
RUN_AS = {
    "migrate": "owner",
    "rotate-keys": "owner",
    "state": "owner",
    "login-link": "organiser",
    "organisation": "organiser",
    "operator": "organiser",
    "access": "organiser",
    "forget-factors": "organiser",
    "letters": "registrar",
    "hand-over": "registrar",
}
# Where its secrets are not, it does not make any.
WITHOUT_SECRETS = ("state",)
# They compute from files: no service, no secrets.
COMPUTE = ("seats", "record", "codes")
