"""After the closing: decryption, lots, the record and what follows."""
