"""Personal data in the database: sealed, value by value, under keys that are not in it."""
