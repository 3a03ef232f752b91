"""Wins: where people can get a thing, the links we give them, and what came of those.

Owns products, retailers, stores, listings, links, clicks and conversions; knows nothing of how mail
is sent or read. The inbox shows its ways to win through ``inbox.ports``; shops report to its API.
"""
