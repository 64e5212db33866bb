"""Synthetic training images: digits from strokes, and drawings that are not digits."""
