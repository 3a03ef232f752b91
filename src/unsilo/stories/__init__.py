"""What we tell the world: flags, stories, consent, pitches and coverage."""
