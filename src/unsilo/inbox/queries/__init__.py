"""What the pages and the API read, as frozen values."""
