"""What pages and the API show of routing, by noun."""
