"""Letters as they are printed: texts in, one PDF out."""
