# A stack for each model, side by side in one account.
#
#     terraform init
#     terraform apply -var="email_address=you@example.com"

provider "aws" {
  region = var.aws_region
}

module "monitor" {
  source   = "../../modules/model-monitoring"
  for_each = var.models

  email_address          = var.email_address
  environment            = var.environment
  stack_name             = "${each.key}-monitor"
  model_name             = each.key
  monitoring_frequency   = each.value.monitoring_frequency
  drift_threshold        = each.value.drift_threshold
  existing_endpoint_name = each.value.existing_endpoint_name
  baseline_dataset_uri   = each.value.baseline_dataset_uri
  enable_model_quality   = each.value.enable_model_quality
}

output "dashboards" {
  description = "Model -> address of its dashboard."
  value       = { for name, monitor in module.monitor : name => monitor.dashboard_url }
}
