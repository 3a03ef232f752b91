"""Mails as real programs send them; see build.py."""
