// The same resources as the emitted template, as a CDK app: what a user would run instead.
const path = require("node:path");
const cdk = require("aws-cdk-lib");
const { CfnInclude } = require("aws-cdk-lib/cloudformation-include");

const app = new cdk.App({ analyticsReporting: false });
const stack = new cdk.Stack(app, "Monitoring", { synthesizer: new cdk.LegacyStackSynthesizer() });
new CfnInclude(stack, "Template", { templateFile: path.resolve(process.env.TEMPLATE) });
