"""What pages, the outbox, the hourly round and the import cost users here: `make bench`."""
