"""`python -m app` is the command `inkling`."""

from app.cli import main

main()
