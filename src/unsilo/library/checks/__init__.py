"""What is looked for in words that are about to go out. Plain functions; ``checks.all`` asks for them."""
