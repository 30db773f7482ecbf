"""Forms of the work with others."""
