"""One file a group of commands; each parses, asks, shows."""
