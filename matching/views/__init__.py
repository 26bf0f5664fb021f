"""Pages of matching: runs and what becomes of them, and the review of one."""
