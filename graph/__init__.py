"""What things are and where they are kept: the domain model, the errors, the stores, the in-memory network."""
