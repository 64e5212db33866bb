"""Model files: save, load, verify and export weights."""
