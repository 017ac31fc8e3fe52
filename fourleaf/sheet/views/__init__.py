"""The pages of the Sheet."""
