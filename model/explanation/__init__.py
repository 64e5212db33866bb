"""Backpropagation number by number, and how to check it.

    named_arrays               every factor of the chain rule by name: A0, z1, ... delta3, dW3
    gradient_descent           steps of gradient descent on a copy of the weights
    adversarial_perturbation   the smallest change along a gradient that changes the answer
    finite_difference          one entry of a gradient beside its central difference
    conventions                the same formulas and names in the conventions of others
    submitted_code             a learner's lines for the gradients, evaluated and diagnosed
    common_mistakes            the two mistakes that derivations by hand fall into, executed

Rows are samples, N the batch, and row 0 of every weight matrix is the bias; the names and shapes
are those of ``docs/derivation.md``. All of it computes in float64, for any number of layers.
"""
