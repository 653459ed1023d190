"""The committee's web app, and the trustees' page."""
