"""Whole numbers: the numbers of a drawing, with their digits and boxes."""
