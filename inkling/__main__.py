"""The command `inkling`, which is also ``python -m inkling``."""


def main() -> None:
    """Run the command.

    It is imported only here: the worker processes of a command import this file again, and would
    take a second to import all commands, which they do not need.
    """
    from app.cli import main as run  # noqa: PLC0415

    run()


if __name__ == "__main__":
    main()
