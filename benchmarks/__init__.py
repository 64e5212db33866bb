"""Speed and memory of Inkling on this machine, beside what people would use instead.

One script for each table: `training`, `accuracy`, `augmentation`, `preprocessing`, `serving`,
`footprint`, `page`. What they share: contestants take turns (`turns`), each in a process of its own
(`contestant`); a figure is a median with its spread, and a goal is met or not (`table`).
"""
