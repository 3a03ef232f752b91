"""What pages of things, campaigns and dates show."""
