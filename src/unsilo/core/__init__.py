"""Ground every app stands on: actors, events, errors, jobs, outgoing HTTP, paging, secrets.

Knows no noun of the domain beyond the plain ids an event carries. Imports nobody.
"""
