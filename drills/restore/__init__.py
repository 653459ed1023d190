"""All hosts are lost: how long until a new environment has everything again? See README.md."""
