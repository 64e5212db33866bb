"""Sanity checks of a recipe: why does a network not learn.

    checks            all six, in order
    sample            images to check with
    before_training   inputs and labels, first loss, gradient, saturation and symmetry
    in_training       learning rate, overfitting ten images
    outcome           what a check measured and expected

Each check rules out a cause that those after it would suffer from, too (Karpathy, "A Recipe for
Training Neural Networks", 2019; CS231n, "Neural Networks Part 3: Learning and Evaluation").
"""
