"""E-mail: IMAP, a pipe, LMTP or a mailbox file in; SMTP out.

Owns how a mail is fetched, read, classed, threaded and written; decides nothing about conversations.
Called by channels and intake through the contract, and by the command line for ``parse-mail``.
"""
