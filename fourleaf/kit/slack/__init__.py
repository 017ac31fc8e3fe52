"""How Slack writes text: its markup and its names of emoji, for what comes from Slack or speaks like it."""
