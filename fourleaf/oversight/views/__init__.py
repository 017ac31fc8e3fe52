"""Pages of oversight, and the works agreement for everybody."""
