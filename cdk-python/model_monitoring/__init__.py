"""SageMaker model monitoring and drift detection as a construct of the AWS CDK.

``interface`` is generated: properties, outputs, and findings with their reasons. ``values`` turns
properties into the values of the template's parameters. ``construct`` puts them into the emitted
template. ``app`` is the stack that this folder deploys.
"""

from model_monitoring.construct import ModelMonitoring
from model_monitoring.interface import DriftMonitorProps, ModelMonitorProps

__all__ = ["DriftMonitorProps", "ModelMonitorProps", "ModelMonitoring"]
