# Generated from generator/parameters.py by build.py.

module "monitor" {
  source = "./modules/model-monitoring"

  email_address                = var.email_address
  edition                      = var.edition
  stack_name                   = var.stack_name
  tags                         = var.tags
  environment                  = var.environment
  monitoring_frequency         = var.monitoring_frequency
  model_name                   = var.model_name
  instance_type                = var.instance_type
  model_data_url               = var.model_data_url
  model_image_uri              = var.model_image_uri
  existing_endpoint_name       = var.existing_endpoint_name
  variant_name                 = var.variant_name
  capture_sampling_percentage  = var.capture_sampling_percentage
  baseline_dataset_uri         = var.baseline_dataset_uri
  enable_model_quality         = var.enable_model_quality
  quality_baseline_dataset_uri = var.quality_baseline_dataset_uri
  problem_type                 = var.problem_type
  inference_attribute          = var.inference_attribute
  probability_attribute        = var.probability_attribute
  ground_truth_attribute       = var.ground_truth_attribute
  response_attributes          = var.response_attributes
  ground_truth_delay           = var.ground_truth_delay
  drift_threshold              = var.drift_threshold
  minimum_records              = var.minimum_records
  periods_to_alarm             = var.periods_to_alarm
  exclude_features             = var.exclude_features
  job_instance_type            = var.job_instance_type
  drift_verdict                = var.drift_verdict
  analyzer_memory              = var.analyzer_memory
  publish_feature_metrics      = var.publish_feature_metrics
  retraining_pipeline_arn      = var.retraining_pipeline_arn
  kms_key_arn                  = var.kms_key_arn
  subnet_ids                   = var.subnet_ids
  security_group_ids           = var.security_group_ids
  permissions_boundary_arn     = var.permissions_boundary_arn
}
