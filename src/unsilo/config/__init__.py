"""Wiring only: settings, URLs, servers. Nothing imports this package but the doors of the process."""
