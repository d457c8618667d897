// From properties to the values of the template's parameters.
import { type IResolvable, type IResolveContext, Token } from "aws-cdk-lib";
import { type Edition, type ModelMonitoringProps, PARAMETERS, type Parameter } from "./interface";

/** What a condition sees of a value that only the deployment knows: that there is one. */
const GIVEN = "given";

/**
 * A value that only the deployment knows, such as the ARN of another construct's key.
 *
 * Conditions and rules of a template must not refer to resources. Ours ask of such a parameter only
 * whether it is empty, and it is not.
 */
class Deployed implements IResolvable {
  public readonly creationStack: string[] = [];

  public constructor(private readonly value: string | string[]) {}

  public resolve(context: IResolveContext): unknown {
    const { documentPath } = context;
    // The CDK resolves a rule's assertions apart, where the path does not begin at the template.
    const asked = documentPath[0] === "Conditions" || documentPath.includes("Assert");
    if (!asked) return this.value;
    return Array.isArray(this.value) ? [GIVEN] : GIVEN;
  }

  public toString(): string {
    return Token.asString(this);
  }
}

/**
 * Give the values of the parameters that are set: name -> value as the template takes it.
 *
 * @throws Error with everything that is wrong with them.
 */
export function values(
  where: string,
  edition: Edition,
  props: ModelMonitoringProps,
): Record<string, string | string[]> {
  const given: Record<string, string | string[]> = {};
  const faults: string[] = [];
  for (const [property, value] of Object.entries(props)) {
    const parameter = PARAMETERS[property];
    if (!parameter || value === undefined) continue;
    const said = fault(edition, parameter, value);
    if (said) faults.push(`  ${property} ${JSON.stringify(value)}: ${said}`);
    else given[parameter.name] = written(value);
  }
  if (faults.length) throw new Error(`${where} cannot be made:\n${faults.sort().join("\n")}`);
  return given;
}

/** Say in words what is wrong with a value, if anything. */
function fault(edition: Edition, parameter: Parameter, value: unknown): string | undefined {
  if (parameter.edition && parameter.edition !== edition) {
    return `the edition ${edition} has no such parameter; ${parameter.edition} has`;
  }
  if (isDeployed(value)) return deployedFault(parameter);
  switch (parameter.kind) {
    case "flag":
      return typeof value === "boolean" ? undefined : "must be true or false";
    case "list":
      return listFault(parameter, value);
    case "text":
      return typeof value === "string" ? textFault(parameter, value) : "must be a text";
    default:
      return numberFault(parameter, value);
  }
}

function isDeployed(value: unknown): boolean {
  return (
    Token.isUnresolved(value) ||
    (Array.isArray(value) && value.some((item) => Token.isUnresolved(item)))
  );
}

function deployedFault(parameter: Parameter): string | undefined {
  const free =
    (parameter.kind === "text" || parameter.kind === "list") &&
    !parameter.allowed &&
    !parameter.compared;
  if (free) return undefined;
  return `must be known in the app; or leave it out, and give it by --parameters ${parameter.name}=…`;
}

function listFault(parameter: Parameter, value: unknown): string | undefined {
  if (!Array.isArray(value)) return "must be a list of texts";
  const bad = value.find(
    (item) => typeof item !== "string" || item.includes(",") || textFault(parameter, item),
  );
  return bad === undefined ? undefined : `each must be as in ${parameter.said ?? "a,b"}`;
}

function textFault(parameter: Parameter, value: string): string | undefined {
  if (parameter.allowed && !parameter.allowed.includes(value))
    return `must be ${either(parameter.allowed)}`;
  if (parameter.pattern && !new RegExp(parameter.pattern).test(value))
    return `must be ${parameter.said}`;
  if (parameter.maximum !== undefined && value.length > parameter.maximum) {
    return `must have at most ${parameter.maximum} characters`;
  }
  return undefined;
}

function numberFault(parameter: Parameter, value: unknown): string | undefined {
  const { kind, minimum = -Infinity, maximum = Infinity } = parameter;
  if (typeof value !== "number" || Number.isNaN(value)) return "must be a number";
  if (kind === "integer" && !Number.isInteger(value)) return "must be a whole number";
  if (value >= minimum && value <= maximum) return undefined;
  return maximum === Infinity
    ? `must be at least ${minimum}`
    : `must be from ${minimum} to ${maximum}`;
}

function either(words: readonly string[]): string {
  return `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

/** Write a value as the template takes it: all parameters are texts there, or lists of texts. */
function written(value: unknown): string | string[] {
  if (!Array.isArray(value))
    return Token.isUnresolved(value) ? new Deployed(value as string).toString() : String(value);
  return Token.isUnresolved(value)
    ? Token.asList(new Deployed(value))
    : value.map((item) => written(item) as string);
}
