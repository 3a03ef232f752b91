"""What pages of triage show, as frozen values."""
