"""A hospital group large enough to measure on: 2,000 people, 500 spaces, 1,000,000 posts, the same each time."""
