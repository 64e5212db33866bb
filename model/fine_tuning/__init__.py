"""Fine-tuning of a network on a few labelled drawings, and the validation of its result.

rehearsal   synthetic digits: some to rehearse, others to validate on
fine_tune   weights, labelled drawings -> new weights: a pure function
validation  scores before and after, by class, and whether the new weights may be offered
"""
