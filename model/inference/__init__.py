"""Inference with a trained model: probabilities and their calibration."""
