"""Pages of programs: the program itself, who takes part, and what its application asks."""
