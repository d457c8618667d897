# Generated from generator/parameters.py by build.py.

variable "email_address" {
  description = "Where alerts go. AWS sends this address a mail to confirm."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", var.email_address))
    error_message = "email_address does not match. Expected: name@example.com."
  }
}

variable "edition" {
  description = "Who analyses: drift-monitor is our own analyzer, model-monitor is Amazon's Model Monitor."
  type        = string
  default     = "drift-monitor"
  nullable    = false

  validation {
    condition     = contains(["drift-monitor", "model-monitor"], var.edition)
    error_message = "edition must be one of drift-monitor, model-monitor."
  }
}

variable "stack_name" {
  description = "Name of the CloudFormation stack; another one replaces the stack."
  type        = string
  default     = "sagemaker-model-monitor"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z][A-Za-z0-9-]{0,127}$", var.stack_name))
    error_message = "stack_name must begin with a letter; then letters, digits and hyphens."
  }
}

variable "tags" {
  description = "Tags of the stack, which CloudFormation hands on to its resources. With the edition model-monitor, a change replaces the job definitions."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "environment" {
  description = "With dev, bucket and key go with the stack; otherwise they stay."
  type        = string
  default     = "dev"
  nullable    = false

  validation {
    condition     = contains(["dev", "staging", "prod"], var.environment)
    error_message = "environment must be one of dev, staging, prod."
  }
}

variable "monitoring_frequency" {
  description = "How often the traffic is compared with the baseline."
  type        = string
  default     = "hourly"
  nullable    = false

  validation {
    condition     = contains(["hourly", "daily"], var.monitoring_frequency)
    error_message = "monitoring_frequency must be one of hourly, daily."
  }
}

variable "model_name" {
  description = "Short name of the model, in every name and message of the stack."
  type        = string
  default     = "demo"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9](-?[a-z0-9]){0,29}$", var.model_name))
    error_message = "model_name does not match. Expected: 1 to 30 of a-z, 0-9 and single hyphens."
  }
}

variable "instance_type" {
  description = "Instance type of the endpoint."
  type        = string
  default     = "ml.t2.medium"
  nullable    = false

  validation {
    condition     = can(regex("^ml\\.[a-z0-9-]+\\.[a-z0-9-]+$", var.instance_type))
    error_message = "instance_type does not match. Expected: as ml.m5.large."
  }
}

variable "model_data_url" {
  description = "Your model.tar.gz, s3://…; empty: the demo model."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^(s3://.+/.*[^/])?$", var.model_data_url))
    error_message = "model_data_url does not match. Expected: s3://bucket/path/model.tar.gz."
  }
}

variable "model_image_uri" {
  description = "Your inference image in Amazon ECR; empty: Amazon's scikit-learn image."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^([0-9]{12}\\.dkr\\.ecr\\..+/.+)?$", var.model_image_uri))
    error_message = "model_image_uri does not match. Expected: account.dkr.ecr.region.amazonaws.com/name:tag."
  }
}

variable "existing_endpoint_name" {
  description = "Watch this endpoint, which is there and captures data, and make none; model_data_url and model_image_uri are ignored then."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9-]{0,63}$", var.existing_endpoint_name))
    error_message = "existing_endpoint_name does not match. Expected: a name, not an ARN."
  }
}

variable "variant_name" {
  description = "Variant of existing_endpoint_name to watch; empty: its first."
  type        = string
  default     = ""
  nullable    = false
}

variable "capture_sampling_percentage" {
  description = "Share of requests to capture."
  type        = number
  default     = 100
  nullable    = false

  validation {
    condition     = var.capture_sampling_percentage >= 1
    error_message = "capture_sampling_percentage must be at least 1."
  }

  validation {
    condition     = var.capture_sampling_percentage <= 100
    error_message = "capture_sampling_percentage must be at most 100."
  }
}

variable "baseline_dataset_uri" {
  description = "CSV with a header, predictions first; empty: the demo's."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^(s3://.+/.*[^/])?$", var.baseline_dataset_uri))
    error_message = "baseline_dataset_uri does not match. Expected: s3://bucket/path/file.csv."
  }
}

variable "enable_model_quality" {
  description = "Compare predictions with labels, too."
  type        = bool
  default     = true
  nullable    = false
}

variable "quality_baseline_dataset_uri" {
  description = "CSV with a header and columns for prediction, probability and label; empty: the demo's."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^(s3://.+/.*[^/])?$", var.quality_baseline_dataset_uri))
    error_message = "quality_baseline_dataset_uri does not match. Expected: s3://bucket/path/file.csv."
  }
}

variable "problem_type" {
  description = "What the model predicts."
  type        = string
  default     = "BinaryClassification"
  nullable    = false

  validation {
    condition     = contains(["BinaryClassification", "MulticlassClassification", "Regression"], var.problem_type)
    error_message = "problem_type must be one of BinaryClassification, MulticlassClassification, Regression."
  }
}

variable "inference_attribute" {
  description = "Name of the prediction column of quality_baseline_dataset_uri."
  type        = string
  default     = ""
  nullable    = false
}

variable "probability_attribute" {
  description = "Name of its probability column, if it has one."
  type        = string
  default     = ""
  nullable    = false
}

variable "ground_truth_attribute" {
  description = "Name of its label column."
  type        = string
  default     = ""
  nullable    = false
}

variable "response_attributes" {
  description = "Where prediction and probability stand in the endpoint's responses: two column numbers from 0, or two JSON keys."
  type        = list(string)
  default     = ["0", "1"]
  nullable    = false
}

variable "ground_truth_delay" {
  description = "Hours by which labels come late."
  type        = number
  default     = 0
  nullable    = false

  validation {
    condition     = var.ground_truth_delay >= 0
    error_message = "ground_truth_delay must be at least 0."
  }

  validation {
    condition     = var.ground_truth_delay <= 720
    error_message = "ground_truth_delay must be at most 720."
  }
}

variable "drift_threshold" {
  description = "Distance from the baseline, 0 to 1, that counts as drift."
  type        = number
  default     = 0.1
  nullable    = false

  validation {
    condition     = var.drift_threshold >= 0
    error_message = "drift_threshold must be at least 0."
  }

  validation {
    condition     = var.drift_threshold <= 1
    error_message = "drift_threshold must be at most 1."
  }
}

variable "minimum_records" {
  description = "With fewer records in a run there is no drift verdict."
  type        = number
  default     = 100
  nullable    = false

  validation {
    condition     = var.minimum_records >= 1
    error_message = "minimum_records must be at least 1."
  }
}

variable "periods_to_alarm" {
  description = "Runs in a row before an alarm."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.periods_to_alarm >= 1
    error_message = "periods_to_alarm must be at least 1."
  }

  validation {
    condition     = var.periods_to_alarm <= 7
    error_message = "periods_to_alarm must be at most 7."
  }
}

variable "exclude_features" {
  description = "Columns to leave out, such as ids and timestamps, comma-separated."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = length(var.exclude_features) <= 100
    error_message = "exclude_features must be at most 100 characters."
  }
}

variable "job_instance_type" {
  description = "Instance type of the analysis jobs. Families m5, m6i, m7i, c5, c6i, c7i and r5, from large on: smaller ones run out of memory. Of the edition model-monitor alone."
  type        = string
  default     = "ml.m5.xlarge"
  nullable    = false

  validation {
    condition     = can(regex("^ml\\.(m5|m6i|m7i|c5|c6i|c7i|r5)\\.[0-9]*x?large$", var.job_instance_type))
    error_message = "job_instance_type does not match. Expected: m5, m6i, m7i, c5, c6i, c7i or r5, from large on."
  }
}

variable "drift_verdict" {
  description = "Which verdict raises the alarm: exact counts rows and asks whether the difference is significant; model-monitor is Model Monitor's own. Of the edition drift-monitor alone."
  type        = string
  default     = "exact"
  nullable    = false

  validation {
    condition     = contains(["exact", "model-monitor"], var.drift_verdict)
    error_message = "drift_verdict must be one of exact, model-monitor."
  }
}

variable "analyzer_memory" {
  description = "Memory of the analyzer in MB; from 1769 on it has a whole processor. Of the edition drift-monitor alone."
  type        = number
  default     = 1769
  nullable    = false
}

variable "publish_feature_metrics" {
  description = "Publish metrics under Model Monitor's own names, too, for dashboards and alarms that you have; CloudWatch bills each. Of the edition drift-monitor alone."
  type        = bool
  default     = false
  nullable    = false
}

variable "retraining_pipeline_arn" {
  description = "SageMaker pipeline to start on drift."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^(arn:.+:pipeline/.+)?$", var.retraining_pipeline_arn))
    error_message = "retraining_pipeline_arn does not match. Expected: a pipeline's ARN."
  }
}

variable "kms_key_arn" {
  description = "Your key for bucket and volumes; empty: the stack makes one."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^(arn:.+:key/.+)?$", var.kms_key_arn))
    error_message = "kms_key_arn does not match. Expected: a key's ARN."
  }
}

variable "subnet_ids" {
  description = "Private subnets for model and jobs; empty: no VPC."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for each in var.subnet_ids : can(regex("^(subnet-[a-z0-9]+)?$", each))])
    error_message = "subnet_ids does not match. Expected: subnet-1,subnet-2."
  }
}

variable "security_group_ids" {
  description = "Security groups for model and jobs, together with the subnets."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for each in var.security_group_ids : can(regex("^(sg-[a-z0-9]+)?$", each))])
    error_message = "security_group_ids does not match. Expected: sg-1,sg-2."
  }
}

variable "permissions_boundary_arn" {
  description = "Policy that bounds every role of the stack."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^(arn:.+:policy/.+)?$", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn does not match. Expected: a policy's ARN."
  }
}
