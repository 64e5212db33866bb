"""Preprocessing: from an image or strokes to the 784 inputs of a network."""
