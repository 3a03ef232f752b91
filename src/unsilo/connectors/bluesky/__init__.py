"""Bluesky, and other servers that speak the AT protocol: see README.md."""
