"""Every change to a conversation, split by what it changes."""
