"""Model files: reading, writing, verifying and exporting weights."""
