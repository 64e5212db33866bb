"""Check of submitted code: a learner's lines for the gradients, evaluated and diagnosed.

    tokens, cursor, arguments, parser
                             text -> expressions; never Python's own `eval`
    syntax                   expressions, and the error of a line with its column
    functions                sum, mean, exp, sigmoid, softmax, ... as numpy defines them
    evaluation, budget       operation by operation, with shapes and a bounded cost
    environment, program     what names stand for; lines one after the other
    comparison               with the true gradient and a finite difference
    mistakes, diagnosis      the backward pass with known mistakes; which of them a result is
    hints                    sentences about results that are none of them
    rewriting, unparser      other spellings and groupings of an expression; its text
    repairs                  changes that fix a line at which numpy stops
    line_runs                the lines in a miniature of the network, or with another batch
    verdict                  which mistakes each line has
    explanations             explanations in sentences, and the correct lines
    completion, update, training, training_result
                             a network trained with the lines, beside one with the correct lines
    check                    all of it

The notation is a part of numpy's, and the names are those of ``docs/derivation.md``, or of another
convention. Mistakes are compared in this project's convention: a result is arranged by it first.
"""
