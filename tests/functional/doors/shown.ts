// What stands around the program of the README: a network, and what becomes of the template.
import { App, CfnOutput, Stack } from "aws-cdk-lib";
import { SecurityGroup, Vpc } from "aws-cdk-lib/aws-ec2";
const stack = new Stack(new App(), "Stack");
const vpc = new Vpc(stack, "Vpc");
const group = new SecurityGroup(stack, "Group", { vpc });
// the README's
const artifact = (stack.node.root as App).synth().getStackByName("Stack");
const [, , inside] = artifact.template.Resources.Analyzer.Properties.VpcConfig["Fn::If"];
console.log("Subnets:", inside.SubnetIds[0].Ref);
