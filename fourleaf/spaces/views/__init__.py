"""Pages about spaces: which there are, what they are for, who belongs and who can read."""
