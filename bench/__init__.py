"""How fast Stembus is, beside a peer in the same run: `python -m bench` prints one JSON object."""
