"""Owns the demo company Marmalade Fox: its people, customers, conversations and logins.

Does not touch a database outside seed.py; the content is plain data, the same on every run.
Called by the command line (`unsilo up --demo`), by tests and by the screenshots.
"""
