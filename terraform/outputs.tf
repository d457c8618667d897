# Generated from generator/parameters.py by build.py.

output "endpoint_name" {
  description = "Name of the watched endpoint."
  value       = module.monitor.endpoint_name
}

output "endpoint_config_name" {
  description = "Name of its configuration when the stack was made or updated."
  value       = module.monitor.endpoint_config_name
}

output "bucket_name" {
  description = "Bucket of baselines, captured traffic, labels and reports."
  value       = module.monitor.bucket_name
}

output "capture_uri" {
  description = "Where captured traffic lies."
  value       = module.monitor.capture_uri
}

output "baseline_uri" {
  description = "Where baselines lie."
  value       = module.monitor.baseline_uri
}

output "reports_uri" {
  description = "Where reports lie."
  value       = module.monitor.reports_uri
}

output "ground_truth_uri" {
  description = "Where labels go, in folders yyyy/mm/dd/hh of the request or upload (UTC)."
  value       = module.monitor.ground_truth_uri
}

output "data_quality_schedule" {
  description = "Name of the schedule of data quality."
  value       = module.monitor.data_quality_schedule
}

output "model_quality_schedule" {
  description = "Name of the schedule of model quality; null without model quality."
  value       = module.monitor.model_quality_schedule
}

output "monitor_role_arn" {
  description = "Role of model and analysis; let it read what is not in the bucket."
  value       = module.monitor.monitor_role_arn
}

output "topic_arn" {
  description = "Topic of the alerts; subscribe whom you like."
  value       = module.monitor.topic_arn
}

output "dashboard_name" {
  description = "Name of the dashboard."
  value       = module.monitor.dashboard_name
}

output "dashboard_url" {
  description = "Address of the dashboard in the console."
  value       = module.monitor.dashboard_url
}

output "responder_function" {
  description = "Function that records runs and writes alerts."
  value       = module.monitor.responder_function
}

output "template_version" {
  description = "Version of the template."
  value       = module.monitor.template_version
}
