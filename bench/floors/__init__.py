"""What nothing could beat: each figure is told as a ratio to one of these."""
