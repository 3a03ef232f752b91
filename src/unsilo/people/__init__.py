"""The people outside: one person behind many identities, their company, tier, notes and fields.

Owns merging two people and undoing it. Called by intake (who wrote this?) and the inbox.
"""
