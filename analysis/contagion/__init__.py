"""Who fails when others fail, and what the banks lose."""
