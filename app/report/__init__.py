"""The evaluation report of a model, as the page /report shows it."""
