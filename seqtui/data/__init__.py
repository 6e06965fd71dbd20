"""Arrays with names, types and splits."""
