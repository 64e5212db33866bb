"""Evaluation: scores on data sets, rejection of non-digits, reports and model cards."""
