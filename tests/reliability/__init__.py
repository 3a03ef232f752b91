"""Whole paths against servers and senders that misbehave: nothing lost, nothing doubled, all of it seen."""
