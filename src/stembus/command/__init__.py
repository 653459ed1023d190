"""`stembus`: what an operator or a script does without a browser.

main.py        the verbs and their arguments
service.py     migrate, serve, work, fingerprint
tls.py         how serve is reached over TLS
organise.py    create, roll, trustee, open, close, status, export
election_file.py  the file that create reads
decrypting.py  decrypt
codes.py       codes, off the service
letters.py     letters, hand-over
voting.py      vote, over HTTP as any voter
state.py       state (its checks are in checking.py, its export in setting_aside.py)
demo.py        demo
"""

from stembus.command.main import main

__all__ = ["main"]
