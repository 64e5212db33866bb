"""Playwright's assertions, which wait until they hold; None where it is not installed."""

try:
    from playwright.sync_api import expect
except ImportError:
    expect = None
else:
    expect.set_options(timeout=60_000)  # generous, for busy machines

__all__ = ["expect"]
