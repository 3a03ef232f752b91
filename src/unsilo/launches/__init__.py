"""Launches: the things we tell people about, the campaigns for them, and what happens on which day.

Owns things, campaigns and dates; knows of comments only that an ad names the campaign it belongs to.
The inbox shows the campaign in the head of a conversation through ``inbox.ports``.
"""
