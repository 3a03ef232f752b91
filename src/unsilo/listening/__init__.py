"""Listening: what is said out there, counted, and the moment it is more than usual.

Owns the detectors; ``detecting`` is plain Python and knows no Django. ``unsilo detect`` calls it.
"""
