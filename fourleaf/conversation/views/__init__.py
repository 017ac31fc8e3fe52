"""Pages and acts of conversations."""
