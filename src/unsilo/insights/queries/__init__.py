"""What pages, letters and the API show of insights, by noun."""
