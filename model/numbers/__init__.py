"""Reading of whole numbers: segmentation and recognition in one search.

    gray image -> ink                ink of a page: even or photographed paper, without ruled lines
               -> lines              connected components grouped into numbers, in reading order
               -> columns            numbers on a line parted where several lines share a gap (gaps)
               -> separators         marks between digits, where some are named
               -> whole_digits       components that are one digit and need no cuts
               -> cuts               the others cut into segments, more than there are digits
               -> candidates         runs of neighboring segments, of which any may be a digit
               -> candidate_images   each candidate beside its neighbors
               -> gradient_features  edges in eight directions, of candidates and of pairs
               -> candidate_network  which of them are digits
               -> pairs              runs of segments that may be two digits that touch
               -> pair_network       which two digits they are, without a cut
               -> features           of each candidate as each digit, by name
               -> lattice_building   a first search that drops candidates; the others are read
               -> lattice            graph of the candidates, with probabilities and features
               -> scoring            best path through the candidates, runner-up, probability
               -> letters            left out before, after and among the digits
               -> recognition        calls all above
               -> number             Number: digits with boxes and probabilities, and separators

    segments   components and their pieces, of which digits consist
    weights    weights of the scores and the calibration, as stored
    fitting    how both are fitted

Heuristic over-segmentation as in LeCun et al., "Gradient-Based Learning Applied to Document
Recognition", 1998. `tools/train_candidates.py` and `tools/train_pairs.py` train the candidate
network and the pair network, and then `tools/fit_numbers.py` fits the weights of the search and
`tools/fit_letters.py` those of letters.
"""
