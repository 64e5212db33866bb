"""The backward pass in other conventions, derived by rules from that of this project.

    convention     samples as rows or columns, the bias, the place of 1/N, the notation; presets
    expressions    formulas as expressions, and their transposition
    formulas       forward and backward pass in this project's convention, and the rules
    names          names of arrays in code
    code           formulas as lines of numpy
    arrays         arrays in the orientation and with the names of a convention

A convention changes how the gradients are arranged and scaled, and never what they are.
"""
