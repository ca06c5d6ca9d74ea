"""Scenarios as data: what happens, what is done about it, which model is asked; and before against after under the same random numbers."""
