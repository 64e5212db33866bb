"""Explanation of a prediction: every array of both passes, in float64, on copies of the weights.

parameters                parameters of the requests
forward_backward          the passes of a request through the network
explain                   reply of /explain: the arrays, gradient descent, a common mistake
check_entry               reply of /explain/check: an entry of a gradient, its finite difference
submitted_code            reply of /explain/check-mine: a learner's lines, diagnosed
submitted_code_training   reply of /explain/train-mine: a network trained with them
schemas                   replies, as /openapi.json describes them
"""
