"""What the pages of listening show, as frozen values."""
