"""Routing: where a conversation goes, by when somebody answers it, and what was promised.

Owns business hours, service levels, clocks, promises, hand-offs and rules. The inbox shows them
through ``inbox.ports``; intake starts clocks and queues messages for the rules.
"""
