"""Which service takes the role that a resource is given.

Each is in the documentation of its service, in the page on the role that the service needs.
"""

from __future__ import annotations

_SAGEMAKER = ("sagemaker", ("ExecutionRoleArn", "RoleArn"))
_JOB = ("sagemaker", ("RoleArn",))
_TASK = ("ecs-tasks", ("TaskRoleArn", "ExecutionRoleArn", "JobRoleArn"))

TAKERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "AWS::ApiGateway::Account": ("apigateway", ("CloudWatchRoleArn",)),
    "AWS::AppSync::DataSource": ("appsync", ("ServiceRoleArn",)),
    "AWS::Batch::JobDefinition": _TASK,
    "AWS::CloudTrail::Trail": ("cloudtrail", ("CloudWatchLogsRoleArn",)),
    "AWS::CodeBuild::Project": ("codebuild", ("ServiceRole",)),
    "AWS::EC2::FlowLog": ("vpc-flow-logs", ("DeliverLogsPermissionArn",)),
    "AWS::ECS::TaskDefinition": _TASK,
    "AWS::EKS::Cluster": ("eks", ("RoleArn",)),
    "AWS::EKS::Nodegroup": ("ec2", ("NodeRole",)),
    "AWS::Events::Rule": ("events", ("RoleArn",)),
    "AWS::Glue::Crawler": ("glue", ("Role",)),
    "AWS::Glue::Job": ("glue", ("Role",)),
    "AWS::IoT::TopicRule": ("iot", ("RoleArn",)),
    "AWS::KinesisFirehose::DeliveryStream": ("firehose", ("RoleARN",)),
    "AWS::Lambda::Function": ("lambda", ("Role",)),
    "AWS::Logs::SubscriptionFilter": ("logs", ("RoleArn",)),
    "AWS::Pipes::Pipe": ("pipes", ("RoleArn",)),
    "AWS::RDS::DBInstance": ("monitoring.rds", ("MonitoringRoleArn",)),
    "AWS::SageMaker::DataQualityJobDefinition": _JOB,
    "AWS::SageMaker::Domain": ("sagemaker", ("ExecutionRole",)),
    "AWS::SageMaker::FeatureGroup": _JOB,
    "AWS::SageMaker::Model": _SAGEMAKER,
    "AWS::SageMaker::ModelBiasJobDefinition": _JOB,
    "AWS::SageMaker::ModelExplainabilityJobDefinition": _JOB,
    "AWS::SageMaker::ModelQualityJobDefinition": _JOB,
    "AWS::SageMaker::MonitoringSchedule": _JOB,
    "AWS::SageMaker::NotebookInstance": _JOB,
    "AWS::SageMaker::Pipeline": _JOB,
    "AWS::SageMaker::UserProfile": ("sagemaker", ("ExecutionRole",)),
    "AWS::Scheduler::Schedule": ("scheduler", ("RoleArn",)),
    "AWS::Serverless::Function": ("lambda", ("Role",)),
    "AWS::Serverless::StateMachine": ("states", ("Role",)),
    "AWS::StepFunctions::StateMachine": ("states", ("RoleArn",)),
}
"""For a type the start of the principal, and under which properties, however deep, roles stand."""
