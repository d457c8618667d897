import assert from "node:assert/strict";
import { test } from "node:test";
import { App, CfnOutput, Stack } from "aws-cdk-lib";
import { CfnSubnet, CfnVPC } from "aws-cdk-lib/aws-ec2";
import { CfnKey } from "aws-cdk-lib/aws-kms";
import { CfnInclude } from "aws-cdk-lib/cloudformation-include";
import { AwsSolutionsChecks } from "cdk-nag";
import { ModelMonitorStack, modelMonitorStack } from "../lib/app";
import {
  type DriftMonitorProps,
  EDITIONS,
  ModelMonitoring,
  type ModelMonitoringProps,
  PARAMETERS,
} from "../lib/model-monitoring";

// The CDK's check of templates takes seconds a stack; `cdk synth` runs it.
process.env.CDK_VALIDATION = "false";

const EMAIL = { emailAddress: "someone@example.com" };
/** A value for every property that drift-monitor has. */
const ALL: ModelMonitoringProps = {
  ...EMAIL,
  edition: "drift-monitor",
  environment: "prod",
  monitoringFrequency: "daily",
  modelName: "churn",
  instanceType: "ml.m5.large",
  modelDataUrl: "s3://a-bucket/model.tar.gz",
  modelImageUri: "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1",
  existingEndpointName: "",
  variantName: "one",
  captureSamplingPercentage: 50,
  baselineDatasetUri: "s3://a-bucket/baseline.csv",
  enableModelQuality: false,
  qualityBaselineDatasetUri: "s3://a-bucket/quality.csv",
  problemType: "Regression",
  inferenceAttribute: "prediction",
  probabilityAttribute: "probability",
  groundTruthAttribute: "label",
  responseAttributes: ["0", "1"],
  groundTruthDelay: 24,
  driftThreshold: 0.25,
  minimumRecords: 500,
  periodsToAlarm: 2,
  excludeFeatures: "id,time",
  driftVerdict: "model-monitor",
  analyzerMemory: 3008,
  publishFeatureMetrics: true,
  retrainingPipelineArn: "arn:aws:sagemaker:us-east-1:123456789012:pipeline/retrain",
  kmsKeyArn: "arn:aws:kms:us-east-1:123456789012:key/one",
  subnetIds: ["subnet-1", "subnet-2"],
  securityGroupIds: ["sg-1"],
  permissionsBoundaryArn: "arn:aws:iam::123456789012:policy/boundary",
};

type Section = Record<string, any>;

/** What a stack becomes, without the checks that an app's synthesis runs. */
function emitted(stack: Stack): Record<string, Section> {
  return stack.resolve((stack as unknown as { _toCloudFormation(): unknown })._toCloudFormation());
}

function monitored(props: ModelMonitoringProps): { stack: Stack; monitoring: ModelMonitoring } {
  const stack = new Stack(new App(), "Stack", { env: { region: "us-east-1" } });
  return { stack, monitoring: new ModelMonitoring(stack, "Monitoring", props) };
}

/** Whether a parameter is referred to anywhere. */
function mentions(node: unknown, name: string): boolean {
  return new RegExp(`"Ref":"${name}"|\\$\\{${name}\\}`).test(JSON.stringify(node));
}

for (const edition of EDITIONS) {
  test(`the stack of ${edition} is the template, but for the address`, () => {
    const plain = new Stack(new App(), "Stack");
    const { stack, monitoring } = monitored({ ...EMAIL, edition });
    new CfnInclude(plain, "Template", { templateFile: `../templates/${edition}.yaml` });
    const ours = emitted(plain);
    const found = emitted(stack);

    assert.equal(ours.Resources?.Subscription.Properties.Endpoint.Ref, "EmailAddress");
    ours.Resources!.Subscription.Properties.Endpoint = EMAIL.emailAddress;
    delete ours.Parameters!.EmailAddress;
    assert.deepEqual(found, ours);
    assert.equal(monitoring.templateVersion, found.Outputs?.TemplateVersion.Value);
  });
}

test("every property takes the place of its parameter, wherever it stood", () => {
  const { stack } = monitored(ALL);
  const { Metadata, ...found } = emitted(stack);
  const unset = Object.values(PARAMETERS)
    .filter((each) => each.edition === "model-monitor")
    .map((each) => each.name);

  assert.deepEqual(Object.keys(ALL).length - 1, Object.keys(PARAMETERS).length - unset.length);
  assert.equal(found.Parameters, undefined);
  for (const { name } of Object.values(PARAMETERS)) assert.ok(!mentions(found, name), name);
  assert.deepEqual(found.Conditions?.Daily, { "Fn::Equals": ["daily", "daily"] });
  assert.deepEqual(found.Conditions?.Labels, { "Fn::Equals": ["false", "true"] });
  assert.equal(found.Resources?.Subscription.Properties.Endpoint, "someone@example.com");
});

test("what only the deployment knows is in resources, and given in conditions and rules", () => {
  const stack = new Stack(new App(), "Stack");
  const vpc = new CfnVPC(stack, "Vpc", { cidrBlock: "10.0.0.0/16" });
  const subnet = new CfnSubnet(stack, "Subnet", { vpcId: vpc.ref, cidrBlock: "10.0.0.0/24" });
  const key = new CfnKey(stack, "MyKey", { keyPolicy: {} });
  new ModelMonitoring(stack, "Monitoring", {
    ...EMAIL,
    edition: "model-monitor",
    kmsKeyArn: key.attrArn,
    subnetIds: [subnet.ref],
    securityGroupIds: [vpc.attrDefaultSecurityGroup],
  });
  const found = emitted(stack);

  assert.deepEqual(found.Conditions?.StackKey, { "Fn::Equals": ["given", ""] });
  assert.deepEqual(found.Conditions?.NoVpc, {
    "Fn::Equals": [{ "Fn::Join": ["", ["given"]] }, ""],
  });
  for (const id of ["MyKey", "Subnet", "Vpc"]) {
    assert.ok(!JSON.stringify([found.Conditions, found.Rules]).includes(`"${id}"`), id);
  }
  const network = JSON.stringify(found.Resources?.Model.Properties.VpcConfig);
  assert.ok(network.includes('"Subnets":[{"Ref":"Subnet"}]'), network);
  assert.ok(
    JSON.stringify(found.Resources?.Bucket).includes(
      '["StackKey",{"Fn::GetAtt":"Key.Arn"},{"Fn::GetAtt":["MyKey","Arn"]}]',
    ),
  );
});

test("a value that decides a condition must be known in the app", () => {
  const stack = new Stack(new App(), "Stack");
  const key = new CfnKey(stack, "Key", { keyPolicy: {} });
  assert.throws(
    () => new ModelMonitoring(stack, "Monitoring", { ...EMAIL, instanceType: key.attrArn }),
    {
      message:
        /instanceType .*must be known in the app; or leave it out, and give it by --parameters InstanceType=…/,
    },
  );
});

test("everything that is wrong with the properties is said at once", () => {
  const wrong = {
    emailAddress: "someone",
    environment: "test",
    modelName: "Churn",
    driftThreshold: 2,
    minimumRecords: 0,
    periodsToAlarm: 1.5,
    enableModelQuality: "yes",
    excludeFeatures: "x".repeat(101),
    subnetIds: ["subnet-1", "vpc-1"],
    responseAttributes: "0,1",
    jobInstanceType: "ml.m5.large",
  } as unknown as ModelMonitoringProps;
  assert.throws(() => monitored(wrong), {
    message: [
      "Stack/Monitoring cannot be made:",
      "  driftThreshold 2: must be from 0 to 1",
      '  emailAddress "someone": must be name@example.com',
      '  enableModelQuality "yes": must be true or false',
      '  environment "test": must be dev, staging or prod',
      `  excludeFeatures "${"x".repeat(101)}": must have at most 100 characters`,
      '  jobInstanceType "ml.m5.large": the edition drift-monitor has no such parameter; model-monitor has',
      "  minimumRecords 0: must be at least 1",
      '  modelName "Churn": must be 1 to 30 of a-z, 0-9 and single hyphens',
      "  periodsToAlarm 1.5: must be a whole number",
      '  responseAttributes "0,1": must be a list of texts',
      '  subnetIds ["subnet-1","vpc-1"]: each must be as in subnet-1,subnet-2',
    ].join("\n"),
  });
});

test("a stack holds one, and says so", () => {
  const { stack } = monitored(EMAIL);
  assert.throws(() => new ModelMonitoring(stack, "Second", EMAIL), {
    message: "Stack/Second: a stack holds one ModelMonitoring; make a stack for each model",
  });
});

test("each of several models has a stack of its own", () => {
  const app = new App();
  for (const modelName of ["churn", "fraud"]) {
    const stack = new ModelMonitorStack(app, `Monitor-${modelName}`, {
      monitoring: { ...EMAIL, modelName },
    });
    assert.equal(
      emitted(stack).Resources?.Topic.Properties.DisplayName["Fn::Sub"],
      `${modelName} \${Environment} monitoring`,
    );
  }
});

test("another file of the edition takes the place of the checkout's", () => {
  const stack = new Stack(new App(), "Stack");
  assert.throws(
    () => new ModelMonitoring(stack, "Monitoring", EMAIL, "no-such.yaml"),
    /no-such\.yaml/,
  );
});

test("an output is a value for another stack", () => {
  const app = new App();
  const stack = new Stack(app, "Stack");
  const monitoring = new ModelMonitoring(stack, "Monitoring", EMAIL);
  const other = new Stack(app, "Other");
  new CfnOutput(other, "Topic", { value: monitoring.topicArn });
  const found = app.synth();

  assert.match(
    found.getStackByName("Other").template.Outputs.Topic.Value["Fn::ImportValue"],
    /^Stack:ExportsOutputRefTopic/,
  );
  assert.equal(typeof monitoring.topicArn, "string");
  assert.deepEqual(stack.resolve(monitoring.endpointName), { "Fn::GetAtt": "Live.Name" });
});

test("without model quality there is no schedule of it", () => {
  assert.equal(
    monitored({ ...EMAIL, enableModelQuality: false }).monitoring.modelQualitySchedule,
    undefined,
  );
  assert.notEqual(monitored(EMAIL).monitoring.modelQualitySchedule, undefined);
});

test("AwsSolutions reports nothing that has no reason, whatever the properties", () => {
  const {
    edition: _,
    driftVerdict,
    analyzerMemory,
    publishFeatureMetrics,
    ...common
  } = ALL as DriftMonitorProps;
  const amazons = { ...common, edition: "model-monitor", jobInstanceType: "ml.m5.large" };
  const cases = [
    EMAIL,
    ALL,
    { ...EMAIL, edition: "model-monitor" },
    amazons,
  ] as ModelMonitoringProps[];
  for (const props of cases) {
    const { stack } = monitored(props);
    const { violations } = new AwsSolutionsChecks().validateScope(stack);
    assert.deepEqual(
      violations.map((each) => [each.ruleName, each.violatingResources]),
      [],
    );
  }
});

test("the app takes edition, region and properties from the context", () => {
  const context = {
    edition: "model-monitor",
    region: "eu-west-1",
    "acknowledged-issue-numbers": [1],
    driftThreshold: "0.2",
    subnetIds: "subnet-1,subnet-2",
    securityGroupIds: "sg-1",
    enableModelQuality: "false",
  };
  const stack = modelMonitorStack(new App({ context }), {
    EMAIL_ADDRESS: "someone@example.com",
    CDK_DEFAULT_REGION: "us-west-2",
  });
  const found = emitted(stack);

  assert.equal(stack.stackName, "SageMakerModelMonitorStack");
  assert.equal(stack.region, "eu-west-1");
  assert.ok(found.Resources?.DataQualityJob);
  assert.deepEqual(
    Object.keys(PARAMETERS)
      .filter((each) => !(PARAMETERS[each]!.name in found.Parameters!))
      .sort(),
    [
      "analyzerMemory",
      "driftThreshold",
      "driftVerdict",
      "emailAddress",
      "enableModelQuality",
      "publishFeatureMetrics",
      "securityGroupIds",
      "subnetIds",
    ],
  );
});

test("the app's region is CDK_DEFAULT_REGION, else us-east-1", () => {
  const region = (environment: NodeJS.ProcessEnv) =>
    modelMonitorStack(new App(), { EMAIL_ADDRESS: "a@example.com", ...environment }).region;
  assert.equal(region({ CDK_DEFAULT_REGION: "us-west-2" }), "us-west-2");
  assert.equal(region({}), "us-east-1");
});

test("the app says what it needs, and what it does not know", () => {
  assert.throws(() => modelMonitorStack(new App(), {}), {
    message: /^EMAIL_ADDRESS is not set: export EMAIL_ADDRESS=/,
  });
  assert.throws(
    () =>
      modelMonitorStack(new App({ context: { driftTreshold: "0.2" } }), {
        EMAIL_ADDRESS: "a@example.com",
      }),
    {
      message: /^no such context: driftTreshold\. There are edition, region, emailAddress,/,
    },
  );
  assert.throws(
    () =>
      modelMonitorStack(new App({ context: { edition: "mine" } }), {
        EMAIL_ADDRESS: "a@example.com",
      }),
    {
      message:
        "SageMakerModelMonitorStack/Monitoring: there is no edition mine; there are drift-monitor, model-monitor",
    },
  );
});
