"""Every write of routing, by noun."""
