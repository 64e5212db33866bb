"""Explanation of a prediction: every array of both passes, in float64, on copies of the weights.

parameters         parameters of the requests
forward_backward   the passes of a request through the network
explain            reply of /explain: the arrays, steps of gradient descent, a common mistake
check_entry        reply of /explain/check: one entry of a gradient and its finite difference
check_mine         reply of /explain/check-mine: a learner's own lines, diagnosed
schemas            replies, as /openapi.json describes them
"""
