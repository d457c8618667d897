// The app: one stack, set by environment variables and context.
import { App, DefaultStackSynthesizer, Stack, type StackProps, Validations } from "aws-cdk-lib";
import type { Construct } from "constructs";
import {
  type Edition,
  EDITIONS,
  ModelMonitoring,
  type ModelMonitoringProps,
  ON_STACK,
  PARAMETERS,
  type Parameter,
} from "./model-monitoring";

export const STACK = "SageMakerModelMonitorStack";

/** A stack of model monitoring, and nothing else. */
export class ModelMonitorStack extends Stack {
  public readonly monitoring: ModelMonitoring;

  public constructor(
    scope: Construct,
    id: string,
    props: StackProps & { readonly monitoring: ModelMonitoringProps },
  ) {
    // Without the rule on the bootstrap stack, which the CDK's command line checks by itself, the
    // stack's template is ours.
    super(scope, id, {
      synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
      analyticsReporting: false,
      ...props,
    });
    this.monitoring = new ModelMonitoring(this, "Monitoring", props.monitoring);
    for (const [id, reason] of ON_STACK) Validations.of(this).acknowledge({ id, reason });
  }
}

/**
 * Make the app's stack.
 *
 * @param environment variables: EMAIL_ADDRESS; CDK_DEFAULT_REGION and CDK_DEFAULT_ACCOUNT, which the
 * CDK's command line sets by the AWS profile.
 * @throws Error if they or the context cannot be used.
 */
export function modelMonitorStack(app: App, environment: NodeJS.ProcessEnv): ModelMonitorStack {
  const { EMAIL_ADDRESS, CDK_DEFAULT_REGION, CDK_DEFAULT_ACCOUNT } = environment;
  const { edition, region, emailAddress = EMAIL_ADDRESS, ...settings } = ours(app);
  if (!emailAddress) {
    throw new Error(
      "EMAIL_ADDRESS is not set: export EMAIL_ADDRESS=you@example.com, where alerts go",
    );
  }
  return new ModelMonitorStack(app, STACK, {
    env: { region: region ?? CDK_DEFAULT_REGION ?? "us-east-1", account: CDK_DEFAULT_ACCOUNT },
    monitoring: properties(edition, { emailAddress, ...settings }),
  });
}

/** Give the context's keys that are ours; the CDK's own have a colon, a slash or a hyphen. */
function ours(app: App): Record<string, string | undefined> {
  const known = ["edition", "region", ...Object.keys(PARAMETERS)];
  const found = Object.entries(app.node.getAllContext()).filter(([key]) => /^\w+$/.test(key));
  const unknown = found.map(([key]) => key).filter((key) => !known.includes(key));
  if (unknown.length) {
    throw new Error(`no such context: ${unknown.sort().join(", ")}. There are ${known.join(", ")}`);
  }
  return Object.fromEntries(found.map(([key, value]) => [key, String(value)]));
}

/** Read texts, as `-c` gives them, as properties. */
function properties(
  edition: string | undefined,
  settings: Record<string, string | undefined>,
): ModelMonitoringProps {
  const chosen = (edition ?? EDITIONS[0]) as Edition;
  const read = Object.entries(settings).map(([key, text]) => [
    key,
    parsed(PARAMETERS[key] as Parameter, text ?? ""),
  ]);
  return { ...Object.fromEntries(read), edition: chosen };
}

/** Read a text; one that cannot be read stays a text, and the construct says what is wrong. */
function parsed({ kind }: Parameter, text: string): unknown {
  if (kind === "list") return text.split(",");
  if (kind === "flag") return text === "true" || (text === "false" ? false : text);
  if (kind === "text" || !text.trim() || Number.isNaN(Number(text))) return text;
  return Number(text);
}
