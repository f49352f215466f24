/** JSON Schemas of the catalogue, told in words. What a newer service uses beyond this is shown as it is. */

/** Levels that are told; deeper ones are named only. */
const depthMax = 5;

/** A member of a claim, in words. */
export interface Member {
  readonly name: string;
  readonly isRequired: boolean;
  /** What it holds, such as `text of 1 to 200 characters`. */
  readonly holds: string;
  /** The codes of a closed list. */
  readonly codes: readonly string[];
  /** What it has where it is left out, as JSON; null where that is nothing. */
  readonly byDefault: string | null;
  readonly description: string | null;
  /** Of an object, or of the objects in a list. */
  readonly members: readonly Member[];
}

/** A JSON Schema as far as the catalogue uses it (draft 2020-12). */
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly default?: unknown;
  readonly description?: string;
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** The members of a schema in the order in which they are written; the type's own name is left out. */
export function membersOf(schema: unknown): readonly Member[] {
  return isSchema(schema) ? members(schema, schema, 0) : [];
}

function members(schema: Schema, root: Schema, depth: number): readonly Member[] {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {})
    .filter(([name, its]) => !(name === 'type' && its.const !== undefined))
    .map(([name, its]) => member(name, resolve(its, root), root, required.has(name), depth));
}

function member(name: string, schema: Schema, root: Schema, isRequired: boolean, depth: number): Member {
  const item = schema.items === undefined ? undefined : resolve(schema.items, root);
  return {
    name,
    isRequired,
    holds: tell(schema, root),
    codes: codesOf(schema.enum ?? item?.enum),
    byDefault: schema.default === undefined || schema.default === null ? null : JSON.stringify(schema.default),
    description: schema.description ?? null,
    members: depth >= depthMax ? [] : members(item?.properties === undefined ? schema : item, root, depth + 1),
  };
}

/** What a value may be. */
function tell(schema: Schema, root: Schema): string {
  if (schema.const !== undefined) {
    return `always ${JSON.stringify(schema.const)}`;
  }
  if (schema.enum !== undefined) {
    return 'one of';
  }
  if (schema.anyOf !== undefined) {
    return schema.anyOf.every((one) => resolve(one, root).properties?.['type']?.const !== undefined) ? `a claim of any of ${schema.anyOf.length} fact types` : 'one of several shapes';
  }
  switch (kindOf(schema)) {
    case 'string': return text(schema);
    case 'number': return number('number', schema);
    case 'integer': return number('whole number', schema);
    case 'boolean': return 'true or false';
    case 'array': return `list${between(schema.minItems, schema.maxItems, 'item')}${schema.items === undefined ? '' : `: each ${tell(resolve(schema.items, root), root)}`}`;
    case 'object': return 'object with';
    default: return 'anything';
  }
}

/** Shapes of text that have a name. */
const patterns: Readonly<Record<string, string>> = {
  '^[0-9a-f]{64}$': 'SHA-256 as 64 hexadecimal digits',
  '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$': 'id of a fact (UUID)',
  '^[a-z0-9][a-z0-9-]{0,99}$': 'id of up to 100 of a–z, 0–9 and hyphen',
  '^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$': 'bytes in Base64',
  '^[a-z0-9]+(-[a-z0-9]+)*$': 'code in lower case with hyphens, such as one-lane',
  '^[a-z0-9]+(-[a-z0-9]+)*(:[a-z0-9]+(-[a-z0-9]+)*)?$': 'aspect, such as airport-status:svo',
  '^[A-Z]{2}(-[A-Z0-9]{1,3})?$': 'ISO 3166 code, such as RU-KLU',
  '^[A-Z]{3}$': 'IATA code of three capital letters',
};

function text(schema: Schema): string {
  if (schema.format === 'date-time') {
    return 'instant with offset (RFC 3339)';
  }
  if (schema.format === 'uuid') {
    return 'UUID';
  }
  if (schema.pattern !== undefined) {
    return `${patterns[schema.pattern] ?? `text of the form ${schema.pattern}`}${patterns[schema.pattern] === undefined || schema.maxLength === undefined ? '' : `, at most ${schema.maxLength} characters`}`;
  }
  return `text${between(schema.minLength, schema.maxLength, 'character')}`;
}

function number(name: string, schema: Schema): string {
  const [least, most] = [schema.minimum, schema.maximum].map((bound) => bound?.toLocaleString('en'));
  return least !== undefined && most !== undefined ? `${name} from ${least} to ${most}` : least !== undefined ? `${name} from ${least}` : most !== undefined ? `${name} up to ${most}` : name;
}

function between(least: number | undefined, most: number | undefined, of: string): string {
  return most === undefined ? (least === undefined || least === 0 ? '' : ` of at least ${least} ${of}${least === 1 ? '' : 's'}`) : least === undefined || least === 0 ? ` of up to ${most.toLocaleString('en')} ${of}s` : least === most ? ` of ${most} ${of}${most === 1 ? '' : 's'}` : ` of ${least} to ${most.toLocaleString('en')} ${of}s`;
}

function kindOf(schema: Schema): string | undefined {
  return typeof schema.type === 'string' ? schema.type : schema.type?.find((one) => one !== 'null');
}

function codesOf(values: readonly unknown[] | undefined): readonly string[] {
  return (values ?? []).filter((one) => one !== null).map((one) => (typeof one === 'string' ? one : JSON.stringify(one)));
}

/** References of one schema to another part of it, followed a few times at most: a circle must not hang the page. */
function resolve(schema: Schema, root: Schema): Schema {
  let found = schema;
  for (let step = 0; step < 8 && found.$ref !== undefined; step++) {
    const target = found.$ref.replace(/^#\/?/, '').split('/').filter((part) => part !== '')
      .reduce<unknown>((at, part) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')] : undefined), root);
    if (!isSchema(target)) {
      return {};
    }
    found = target;
  }
  return found;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
