"""From files to facts: read, map, validate, resolve, load."""
