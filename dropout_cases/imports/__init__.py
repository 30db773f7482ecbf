"""Whole lists brought in from files: read as they are, checked, confirmed, written at once, and undone."""
