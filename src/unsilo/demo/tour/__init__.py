"""The guide through the demo company: stories to walk in two minutes each, hand in hand.

Only a demo has it; it lets visitors in as any colleague, for everybody knows those passwords.
"""
