"""What one forward and backward pass computed, number by number, and how to doubt it.

    arrays      every factor of the chain by its name: A0, z1, H1, ... delta3, dW3, back2, ... dW1
    descent     steps of gradient descent on a copy of the weights
    entry       one entry of a gradient against the slope of the loss, measured
    mistakes    the two that derivations by hand fall into, run for real

Rows are samples, N the batch, and row 0 of every weight matrix is the bias; the names and shapes
are those of ``docs/derivation.md``. All of it computes in float64, for any number of layers.
"""
