"""The storage of runs: configuration, events, status, weights."""
