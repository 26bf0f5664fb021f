"""Every write of tracking, by what it is about."""
