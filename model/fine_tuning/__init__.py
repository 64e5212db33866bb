"""Fine-tuning of a network on a few labelled drawings, and the judgement of its result.

rehearsal   synthetic digits whose answers the network is to keep
fine_tune   weights, labelled drawings -> new weights: a pure function
judgement   scores before and after, by class, and whether the new weights may be offered
"""
