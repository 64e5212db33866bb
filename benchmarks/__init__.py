"""Speed and memory of Inkling on this machine, compared with alternatives.

One module for each benchmark: `training`, `retraining`, `serving`, `footprint`. They share the
method: the subjects of a comparison are measured alternately in rounds (`rounds`), each in its own
process (`subject`); a figure is a median with its range, and a goal is met or not (`table`).
`scoring` compares numbers of workers instead of subjects, and is run by itself.
"""
