"""The network and all that feeds it: numpy and Pillow, no web framework (pydantic for the report).

Conventions throughout this package: rows are samples, ``N`` is the batch, an image has
784 = 28 x 28 pixels from 0 (paper) to 1 (ink), there are 10 classes, and row 0 of every weight
matrix is the bias.
"""
