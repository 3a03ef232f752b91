"""Writes of listening: one verb function for each thing that can be done."""
