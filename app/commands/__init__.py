"""The subcommands of `inkling`, one file each."""
