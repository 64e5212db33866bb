"""Training process of one run."""
