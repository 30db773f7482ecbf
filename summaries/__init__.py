"""Roof: yearly tables counted from everything below; no models of its own."""
