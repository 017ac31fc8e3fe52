"""What is done about what looks like misuse, and about what is kept for how long."""

from fourleaf.oversight.actions.alerts import raise_alerts, review_alert
from fourleaf.oversight.actions.retention import add_hold, carry_out, end_hold

__all__ = ["add_hold", "carry_out", "end_hold", "raise_alerts", "review_alert"]
