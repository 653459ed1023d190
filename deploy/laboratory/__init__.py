"""A whole host to try things on: Debian with systemd as its first process, in a network of its own.

namespaces.py    networks without a wire to the outside
knocking.py      the programs that listen there and that try whom they reach
root.py          the file system, made once and kept
host.py          start and stop it, run a command in it, put a file on it
installation.py  Stembus on it, from the templates: users, units, secrets, roles, firewall
bare.py          the file system of a host that nothing was done to: Debian, and a way in by SSH
managed.py       such hosts at several sites, and the machine that runs playbooks on them

Everything needs root, and is gone afterwards; after a crash the next run removes what is left.
"""
