"""Library: what is true and how we say it.

Owns facts and voice guides, and the checks that hold what is about to go out against them; knows
nothing of how an answer is sent. The inbox shows its findings and its dialog through ``inbox.ports``.
"""
