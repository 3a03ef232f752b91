"""Settings pages of this app, by noun."""
