"""Reading of whole numbers: segmentation and recognition in one search.

    gray image -> ink        ink of a page: even or photographed paper, without ruled lines
               -> lines      connected components grouped into numbers, in reading order
               -> cuts       each number cut into parts, more than it has digits
               -> lattice    candidates: runs of neighboring parts, each an input of the network
               -> scoring    the best path through the candidates, the runner-up, the certainty
               -> reading    Number: digits with boxes and probabilities

Heuristic over-segmentation as in LeCun et al., "Gradient-Based Learning Applied to Document
Recognition", 1998: the network sees every candidate, and one that is not a digit scores low.
"""
