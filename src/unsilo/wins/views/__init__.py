"""Pages of wins, by noun."""
