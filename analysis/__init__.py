"""Pure functions from a network to frozen results."""
