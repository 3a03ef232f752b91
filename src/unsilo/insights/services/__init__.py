"""The verbs of insights, by noun."""
