"""Incidents: a room for what can't wait, bad or good: facts, words, clocks and who was touched.

Owns Incident with its roles, facts, statements, parts, touched conversations and the status page.
"""
