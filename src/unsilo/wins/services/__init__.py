"""Every write of wins, by noun."""
