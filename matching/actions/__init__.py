"""Every write of matching, by what it is about."""
