"""From the opening to the closing: four eyes, messages, lost codes, turnout."""
