"""Conversations, their placements on desks, messages, drafts, tags: the inbox itself.

Owns every change to a conversation and the live stream of changes. Called by intake for what comes
in, by pages and the API for what people do.
"""
