"""The pages of the inbox and their parts, by what they show."""
