"""Pages of teams, their launches, and how the organisation begins."""
