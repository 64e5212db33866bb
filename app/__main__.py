"""`python -m app` is the command `inkling`."""

from app.cli.app import main

main()
