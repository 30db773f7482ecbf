"""Pages of the work with others."""
