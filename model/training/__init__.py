"""Training: recipes, data, batches, augmentation, the loop and its checkpoints.

recipe               all settings of a run
training_data        images of a recipe, by source (sources has their names)
  stroke_sources     from pen strokes, divided by writer (writers)
  picture_sources    from bitmaps and fonts
batches              order, augmentation and targets; teacher for distillation
loop                 batch -> inplace (gradients) -> optimizer; validation after each epoch
run, checkpoint      state of a run, and how it is saved
snapshot             run -> model file; learning_curve draws its history
sanity_checks/       why does a network not learn
number_examples      numbers to fit `model.numbers` on, by varied hands (hand_variation)
  pair_examples      pairs of joined digits cut along known boundaries
  pair_cuts          and as a search cuts them
classifier_training  the two networks that help to read numbers; the tools use them
"""
