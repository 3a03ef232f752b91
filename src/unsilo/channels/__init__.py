"""Connected accounts, the intake ledger, the outbox and the blobs behind both.

Owns the contract that every connector fulfils; knows no provider and no conversation.
Called by intake (arrivals), inbox (deliveries) and the settings pages.
"""
