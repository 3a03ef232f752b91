"""What people may ask of us: see what we hold of them, and have it erased; and how long we keep it.

Knows no table of others. Each package says in ``people.personal`` what it holds and what erasing
does to it; who keeps a conversation from being erased says so in ``inbox.ports.register_keeper``.
"""
