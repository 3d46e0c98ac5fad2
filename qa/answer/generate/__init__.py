"""Language models: on this machine, or behind a server."""
