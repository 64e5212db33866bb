"""The command `inkling`, which is also ``python -m inkling``."""

from app.cli import main

if __name__ == "__main__":
    main()
