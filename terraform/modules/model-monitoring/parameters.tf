# Generated from generator/parameters.py by build.py.

locals {
  shared = {
    EmailAddress              = var.email_address
    Environment               = var.environment
    MonitoringFrequency       = var.monitoring_frequency
    ModelName                 = var.model_name
    InstanceType              = var.instance_type
    ModelDataUrl              = var.model_data_url
    ModelImageUri             = var.model_image_uri
    ExistingEndpointName      = var.existing_endpoint_name
    VariantName               = var.variant_name
    CaptureSamplingPercentage = tostring(var.capture_sampling_percentage)
    BaselineDatasetUri        = var.baseline_dataset_uri
    EnableModelQuality        = tostring(var.enable_model_quality)
    QualityBaselineDatasetUri = var.quality_baseline_dataset_uri
    ProblemType               = var.problem_type
    InferenceAttribute        = var.inference_attribute
    ProbabilityAttribute      = var.probability_attribute
    GroundTruthAttribute      = var.ground_truth_attribute
    ResponseAttributes        = join(",", var.response_attributes)
    GroundTruthDelay          = tostring(var.ground_truth_delay)
    DriftThreshold            = tostring(var.drift_threshold)
    MinimumRecords            = tostring(var.minimum_records)
    PeriodsToAlarm            = tostring(var.periods_to_alarm)
    ExcludeFeatures           = var.exclude_features
    RetrainingPipelineArn     = var.retraining_pipeline_arn
    KmsKeyArn                 = var.kms_key_arn
    SubnetIds                 = join(",", var.subnet_ids)
    SecurityGroupIds          = join(",", var.security_group_ids)
    PermissionsBoundaryArn    = var.permissions_boundary_arn
  }

  of_edition = {
    "drift-monitor" = {
      DriftVerdict          = var.drift_verdict
      AnalyzerMemory        = tostring(var.analyzer_memory)
      PublishFeatureMetrics = tostring(var.publish_feature_metrics)
    }
    "model-monitor" = {
      JobInstanceType = var.job_instance_type
    }
  }

  parameters = merge(local.shared, local.of_edition[var.edition])

  # Variables with a value of their own that this edition would ignore.
  ignored = [for name, given in {
    job_instance_type       = var.edition != "model-monitor" && var.job_instance_type != "ml.m5.xlarge"
    drift_verdict           = var.edition != "drift-monitor" && var.drift_verdict != "exact"
    analyzer_memory         = var.edition != "drift-monitor" && var.analyzer_memory != 1769
    publish_feature_metrics = var.edition != "drift-monitor" && var.publish_feature_metrics != false
  } : name if given]
}
