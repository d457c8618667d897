"""The baseline that gates: a custom resource that runs Amazon's analyzer and checks its result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from troposphere import GetAtt, Ref, iam

from generator.iam import arn_of
from generator.intrinsics import NO_VALUE, if_
from generator.parts.base import Part
from generator.parts.endpoint import image, subnets

if TYPE_CHECKING:
    from generator.parts.function import Custom, Function
    from generator.parts.storage import CleanUp

DATA_QUALITY, MODEL_QUALITY = "data-quality", "model-quality"
QUALITY = "Labels"


@dataclass(frozen=True)
class Baselines(Part):
    """The baselines of both monitors, made side by side."""

    TITLE: ClassVar[str] = "Model Monitor"
    baselines: Custom

    @property
    def image(self) -> GetAtt:
        """URI of the analyzer's image, the same for baselines and runs."""
        return GetAtt(self.baselines, "ImageUri")


def baselines(function: Function, storage: CleanUp, role: iam.Role) -> Baselines:
    """Run the baseline jobs, beside the endpoint's creation.

    Whatever changes a baseline is a property here, so that a change of it runs the jobs again.
    """
    quality = {
        "Dataset": if_(
            "DemoQuality", storage.uri("model/quality.csv"), Ref("QualityBaselineDatasetUri")
        ),
        "analysis_type": "MODEL_QUALITY",
        "problem_type": Ref("ProblemType"),
        "inference_attribute": if_("DemoQuality", "prediction", Ref("InferenceAttribute")),
        "probability_attribute": if_("DemoQuality", "probability", Ref("ProbabilityAttribute")),
        "ground_truth_attribute": if_("DemoQuality", "label", Ref("GroundTruthAttribute")),
    }
    return Baselines(
        baselines=function.custom(
            "Baselines",
            "Baselines",
            Bucket=storage.bucket,
            Prefix=storage.prefix,
            RoleArn=arn_of(role),
            ImageUri=image("model-monitor"),
            InstanceType=Ref("JobInstanceType"),
            Key=storage.key,
            More={"NetworkConfig": if_("NoVpc", NO_VALUE, {"VpcConfig": subnets()})},
            Threshold=Ref("DriftThreshold"),
            **{
                DATA_QUALITY: {
                    "Dataset": if_(
                        "DemoBaseline",
                        storage.uri("model/baseline.csv"),
                        Ref("BaselineDatasetUri"),
                    )
                },
                MODEL_QUALITY: if_(QUALITY, quality),
            },
        )
    )
