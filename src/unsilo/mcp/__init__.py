"""A Model Context Protocol server: assistants read through the API, and leave drafts for people.

``unsilo mcp`` speaks it on standard input and output. It has a token's rights and no more; nothing
in here can send, and what its tools may call is listed in ``tools.ALLOWED``.
"""
