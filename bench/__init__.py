"""What pages, the outbox and the import cost, measured as users meet them: `make bench`."""
