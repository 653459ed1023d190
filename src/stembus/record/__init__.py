"""The official record (proces-verbaal): from archives, rules and proceedings to words and a PDF."""
