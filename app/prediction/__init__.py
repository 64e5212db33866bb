"""Prediction of the digit in a drawing.

predict   from the drawing of a request to probabilities
schemas   replies of /predict, as /openapi.json describes them
"""
