"""From a question about drawings to its answer in JSON, in float64, on copies of the weights.

passes     prepare the drawings, run the network forward and backward once
overview   every array of that, steps of descent, a mistake made on purpose
entries    one entry of a gradient, and what it measures
"""
