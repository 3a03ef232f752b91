"""Triage: what every message is, feels and wants, with a model that runs here.

Owns readings and corrections; ``reader`` is plain Python and knows no Django. Intake calls it.
"""
