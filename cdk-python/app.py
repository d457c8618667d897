"""What ``cdk.json`` runs."""

import os
import sys

from aws_cdk import App
from model_monitoring.app import model_monitor_stack

app = App()
try:
    model_monitor_stack(app, os.environ)
except ValueError as error:
    # A person reads this: what is wrong, without the traceback.
    sys.exit(f"error: {error}")
app.synth()
