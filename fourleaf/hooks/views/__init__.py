"""Pages about integrations, and the addresses that programs write to."""
