"""The pages of tracking, by what they are about."""
