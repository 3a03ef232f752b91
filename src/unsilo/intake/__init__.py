"""What happens to a message that comes in, step by step: read ``pipeline.py`` first.

Owns the order of the steps and the outcome of every arrival; the steps belong to the apps below.
"""
