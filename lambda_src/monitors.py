"""The monitors of a stack, and what Model Monitor says of their runs."""

DATA = "data-quality"
MONITORS = DATA, "model-quality"
MOVING = "Pending", "InProgress", "Stopping"  # of a run that is not over
