"""Calibrated probabilities, and rejection of unsure answers."""
