"""Beside Patroni on each member: what it does not see in time, or not at all.

silence.py    a leader from whom the others hear nothing loses its place before its term is over
space.py      a leader whose disk fills hands over
consensus.py  etcd, where members agree
local.py      this member: its settings, its PostgreSQL, its firewall

Runs with Patroni's own interpreter: `python -m deploy.watch /etc/stembus/patroni.yml`.
"""
