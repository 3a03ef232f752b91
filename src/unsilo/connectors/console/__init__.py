"""A channel without an outside: for the demo, for trying things out and for tests."""
