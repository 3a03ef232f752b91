"""Pages of triage, by noun."""
