"""Input that nobody means well with, at every door. `make fuzz` tries many times more of it."""
