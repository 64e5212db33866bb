"""Inkling's preprocessing."""

from benchmarks.preparers import serve
from model.preprocessing.pipeline import preprocess

if __name__ == "__main__":
    serve(preprocess)
