"""`python -m app` is the command `inkling`.

Python itself then imports from the current folder first; `python -P -m app` and `inkling` do not.
"""

from app.cli import main

main()
