"""Evaluation reports on the page ``/report``: loading, view model and thumbnails."""
