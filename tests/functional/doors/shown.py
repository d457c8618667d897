"""What stands around the program of the README: a network, and what becomes of the template."""

from aws_cdk import App, CfnOutput, Stack
from aws_cdk.aws_ec2 import SecurityGroup, Vpc

app = App()
stack = Stack(app, "Stack")
vpc = Vpc(stack, "Vpc")
group = SecurityGroup(stack, "Group", vpc=vpc)
# the README's
template = app.synth().get_stack_by_name("Stack").template
_, _, inside = template["Resources"]["Analyzer"]["Properties"]["VpcConfig"]["Fn::If"]
print("Subnets:", inside["SubnetIds"][0]["Ref"])
