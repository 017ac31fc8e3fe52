"""What is said while it is measured."""

TEXT = (
    "Bed 12 is free from two o'clock; whoever needs it, please write here and tell the night shift as well."
)
