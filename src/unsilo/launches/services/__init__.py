"""Every write about things, campaigns and dates."""
