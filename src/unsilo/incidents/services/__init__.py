"""Every write of incidents, by noun."""
