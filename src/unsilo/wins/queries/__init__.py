"""What pages and the API show of wins, by noun."""
