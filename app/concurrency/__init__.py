"""Concurrency: the request limiter and worker threads."""
