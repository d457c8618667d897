# Generated from generator/parameters.py by build.py.

output "endpoint_name" {
  description = "Name of the watched endpoint."
  value       = lookup(aws_cloudformation_stack.monitor.outputs, "EndpointName", null)
}

output "endpoint_config_name" {
  description = "Name of its configuration when the stack was made or updated."
  value       = lookup(aws_cloudformation_stack.monitor.outputs, "EndpointConfigName", null)
}

output "bucket_name" {
  description = "Bucket of baselines, captured traffic, labels and reports."
  value       = lookup(aws_cloudformation_stack.monitor.outputs, "BucketName", null)
}

output "capture_uri" {
  description = "Where captured traffic lies."
  value       = lookup(aws_cloudformation_stack.monitor.outputs, "CaptureUri", null)
}

output "baseline_uri" {
  description = "Where baselines lie."
  value       = lookup(aws_cloudformation_stack.monitor.outputs, "BaselineUri", null)
}

output "reports_uri" {
  description = "Where reports lie."
  value       = lookup(aws_cloudformation_stack.monitor.outputs, "ReportsUri", null)
}

output "ground_truth_uri" {
  description = "Where labels go, in folders yyyy/mm/dd/hh of the request or upload (UTC)."
  value       = lookup(aws_cloudformation_stack.monitor.outputs, "GroundTruthUri", null)
}

output "data_quality_schedule" {
  description = "Name of the schedule of data quality."
  value       = lookup(aws_cloudformation_stack.monitor.outputs, "DataQualitySchedule", null)
}

output "model_quality_schedule" {
  description = "Name of the schedule of model quality; null without model quality."
  value       = lookup(aws_cloudformation_stack.monitor.outputs, "ModelQualitySchedule", null)
}

output "monitor_role_arn" {
  description = "Role of model and analysis; let it read what is not in the bucket."
  value       = lookup(aws_cloudformation_stack.monitor.outputs, "MonitorRoleArn", null)
}

output "topic_arn" {
  description = "Topic of the alerts; subscribe whom you like."
  value       = lookup(aws_cloudformation_stack.monitor.outputs, "TopicArn", null)
}

output "dashboard_name" {
  description = "Name of the dashboard."
  value       = lookup(aws_cloudformation_stack.monitor.outputs, "DashboardName", null)
}

output "dashboard_url" {
  description = "Address of the dashboard in the console."
  value       = lookup(aws_cloudformation_stack.monitor.outputs, "DashboardUrl", null)
}

output "responder_function" {
  description = "Function that records runs and writes alerts."
  value       = lookup(aws_cloudformation_stack.monitor.outputs, "ResponderFunction", null)
}

output "template_version" {
  description = "Version of the template."
  value       = lookup(aws_cloudformation_stack.monitor.outputs, "TemplateVersion", null)
}
