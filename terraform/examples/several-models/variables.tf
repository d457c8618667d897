variable "aws_region" {
  description = "Region of the stacks."
  type        = string
  default     = "us-east-1"
}

variable "email_address" {
  description = "Where the alerts of all models go."
  type        = string
}

variable "environment" {
  description = "With dev, buckets and keys go with the stacks; otherwise they stay."
  type        = string
  default     = "dev"
}

variable "models" {
  description = "Short name -> what differs. What is left out is as the module has it; without an endpoint it is the demo model."
  type = map(object({
    monitoring_frequency   = optional(string)
    drift_threshold        = optional(number)
    existing_endpoint_name = optional(string)
    baseline_dataset_uri   = optional(string)
    enable_model_quality   = optional(bool)
  }))
  default = {
    model1 = {}
    model2 = { monitoring_frequency = "daily" }
    model3 = { drift_threshold = 0.2, enable_model_quality = false }
  }
}
