"""Brands, users, desks, seats, roles, invitations and API tokens: who may see and do what.

Owns ``Access``, the one answer to "may this user", and turns users and tokens into actors.
Called by every door; knows nothing of conversations.
"""
