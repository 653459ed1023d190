"""What the mail provider reports back."""
