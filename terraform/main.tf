# One monitored model in one region. variables.tf, monitor.tf and outputs.tf are generated.
#
#     cp terraform.tfvars.example terraform.tfvars
#     terraform init
#     terraform apply -var="email_address=you@example.com"
#
# A configuration of your own calls ./modules/model-monitoring, as examples/several-models does.

provider "aws" {
  region = var.aws_region
}
