"""The subcommands of ``qa``. Each module imports what it needs when it runs, so that ``qa --help`` is instant."""
