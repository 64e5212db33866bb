"""Synthetic training images: digits from strokes, and images that are no digit."""
