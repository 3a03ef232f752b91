"""Listening: what is said out there, counted, and the moment it is more than usual.

Owns Query, Feed, Mention, Series and Alert. ``detecting`` are the detectors, plain Python that knows
no Django; ``unsilo detect`` calls it too.
"""
