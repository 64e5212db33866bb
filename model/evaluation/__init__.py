"""Evaluation: scores on data sets, rejection of non-digits, reports and model cards.

report               all sets of a model -> model/reports/NAME.json
  evaluate           scores on one set of digits, named or the user's own
  rejection          rates on non-digits; selective has the curves and the AUROC
  scenes, numbers    pictures with foreign ink; whole numbers
  report_schema      the shape of the file, with report_fields, report_scenes and report_numbers
groups               scores by writer, data set or kind of picture
answers              answers as the service gives them
cross_validation     networks that people and devices were left out of; unseen_digits has the
                     digits of these, unseen_groups the results
model_card           docs/model-card.md, from the reports; report_tables, hard_examples
wilson, seed_spread  interval of a proportion; spread over training seeds
sets/                drawings that models are evaluated on
"""
