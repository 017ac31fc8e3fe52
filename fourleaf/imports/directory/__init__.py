"""A staff directory as a CSV file: reading, checking, comparing, carrying out, reporting."""
