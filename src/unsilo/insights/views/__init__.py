"""The pages of insights, by noun."""
