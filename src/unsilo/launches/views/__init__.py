"""Pages of things, campaigns and dates."""
