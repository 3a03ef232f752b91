"""What the API shows and takes of the inbox, by noun."""
