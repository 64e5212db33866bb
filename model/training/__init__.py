"""Training: recipes, data, batches, augmentation, the loop and its checkpoints."""
