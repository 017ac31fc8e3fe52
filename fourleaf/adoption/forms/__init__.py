"""Forms of teams and launches. What is allowed is the actions' question; these check shapes."""
