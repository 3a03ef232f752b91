"""What pages and the API of privacy show."""
