"""Every write of triage, by noun."""
