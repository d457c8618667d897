// The construct: the emitted template, with its parameters as typed properties.
import { existsSync } from "node:fs";
import * as path from "node:path";
import { Aws, Stack, Token, Validations } from "aws-cdk-lib";
import type { CfnRole } from "aws-cdk-lib/aws-iam";
import { CfnInclude } from "aws-cdk-lib/cloudformation-include";
import type { Construct } from "constructs";
import {
  ACKNOWLEDGED,
  COMPUTED,
  COMPUTED_REASON,
  type Edition,
  EDITIONS,
  type ModelMonitoringProps,
  Outputs,
} from "./interface";
import { values } from "./values";

export * from "./interface";

/**
 * Model monitoring: everything that the emitted template of an edition makes.
 *
 * A property that is set stands in the template in place of its parameter. One that is not stays a
 * parameter with its default, which `cdk deploy --parameters` can set; the template's rules see
 * both.
 */
export class ModelMonitoring extends Outputs {
  /** The template, for what the properties do not reach. */
  public readonly template: CfnInclude;
  protected override readonly labels: boolean;

  /**
   * @param templateFile another file of the edition, such as a released version.
   * @throws Error if the properties cannot be used, or the stack has model monitoring already.
   */
  public constructor(
    scope: Construct,
    id: string,
    props: ModelMonitoringProps,
    templateFile?: string,
  ) {
    super(scope, id);
    this.refuseSecond();
    const edition = props.edition ?? EDITIONS[0];
    if (!EDITIONS.includes(edition)) {
      throw new Error(
        `${this.node.path}: there is no edition ${edition}; there are ${EDITIONS.join(", ")}`,
      );
    }
    this.labels = props.enableModelQuality ?? true;
    this.template = new CfnInclude(this, "Template", {
      templateFile: templateFile ?? emitted(edition),
      parameters: values(this.node.path, edition, props),
    });
    this.acknowledge();
  }

  protected override output(name: string): string {
    return Token.asString(this.template.getOutput(name).value);
  }

  /** Logical ids are the template's own: they keep a stack the same, whichever door it came by. */
  private refuseSecond(): void {
    const stack = Stack.of(this);
    const others = stack.node
      .findAll()
      .filter((each) => each instanceof ModelMonitoring && Stack.of(each) === stack);
    if (others.length > 1) {
      throw new Error(
        `${this.node.path}: a stack holds one ModelMonitoring; make a stack for each model`,
      );
    }
  }

  /** Tell checkers why what they find on the template's resources is as it should be. */
  private acknowledge(): void {
    // The CDK does not see that the template uses its mapping, and would tell to drop it.
    this.template.getMapping("Images").findInMap(Aws.REGION, Aws.REGION);
    for (const [resource, id, reason] of ACKNOWLEDGED) {
      const found = resource ? this.template.node.tryFindChild(resource) : this.template;
      if (found) Validations.of(found).acknowledge({ id, reason });
    }
    for (const role of COMPUTED.map((name) => this.template.getResource(name) as CfnRole)) {
      for (const id of computedFindings(Stack.of(this).resolve(role.policies))) {
        Validations.of(role).acknowledge({ id, reason: COMPUTED_REASON });
      }
    }
  }
}

/** Find an edition's template, in the nearest `templates` above this file, compiled or not. */
function emitted(edition: Edition): string {
  const name = path.join("templates", `${edition}.yaml`);
  for (let folder = __dirname; folder !== path.dirname(folder); folder = path.dirname(folder)) {
    const file = path.join(folder, name);
    if (existsSync(file)) return file;
  }
  throw new Error(`${name} is in no folder above ${__dirname}: copy it there, or give the file`);
}

interface Policy {
  readonly policyDocument: { readonly Statement: readonly { readonly Resource?: unknown }[] };
}

/** Name the findings on resources that are functions of parameters, as cdk-nag does. */
function computedFindings(policies: readonly Policy[]): string[] {
  const resources = policies
    .flatMap((policy) => policy.policyDocument.Statement)
    .flatMap((statement) => [statement.Resource].flat() as (Record<string, unknown> | string)[]);
  return resources
    .filter((each) => typeof each === "object")
    .map((each) => ("Fn::If" in each ? each : each["Fn::Sub"]))
    .filter((each) => typeof each === "object")
    .map((each) => `AwsSolutions-IAM5[Resource::${JSON.stringify(each)}]`);
}
