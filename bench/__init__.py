"""Benchmarks a user can run: each module has `main()` that returns the rows of its table."""
