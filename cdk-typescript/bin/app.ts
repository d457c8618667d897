import { App } from "aws-cdk-lib";
import { modelMonitorStack } from "../lib/app";

try {
  modelMonitorStack(new App(), process.env);
} catch (error) {
  // A person reads this: what is wrong, without the stack trace.
  console.error(`error: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}
