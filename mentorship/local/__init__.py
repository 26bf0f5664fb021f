"""Run the whole product on one machine: PostgreSQL, Valkey and an SMTP sink from Python wheels."""
