# A stack of the template that CloudFormation deploys, too: one definition, whichever way it goes in.
# The provider is the caller's. variables.tf, parameters.tf and outputs.tf are generated.

resource "aws_cloudformation_stack" "monitor" {
  name          = var.stack_name
  template_body = file("${path.module}/../../../templates/${var.edition}.yaml")
  capabilities  = ["CAPABILITY_IAM"]
  parameters    = local.parameters
  tags          = var.tags

  # The provider's own half hour is too short: a baseline job alone may take 55 minutes.
  timeouts {
    create = "3h"
    update = "3h"
    delete = "3h"
  }

  lifecycle {
    precondition {
      condition     = length(local.ignored) == 0
      error_message = "The edition ${var.edition} does not have: ${join(", ", local.ignored)}. Leave that out, or take the other edition."
    }
  }
}
