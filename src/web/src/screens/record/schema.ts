/** From a JSON Schema to what a form shows, and from what was typed to JSON. It knows the shapes that the service's schemas use; any other is typed as JSON. */

/** A part of a JSON Schema (draft 2020-12), as parsed. */
export type Schema = Readonly<Record<string, unknown>>;

/** What a form shows for one value. */
export type Field =
  | { readonly kind: 'text'; readonly minLength: number; readonly maxLength: number; readonly pattern: string | null; readonly isInstant: boolean }
  | { readonly kind: 'number'; readonly minimum: number | null; readonly maximum: number | null; readonly isInteger: boolean }
  | { readonly kind: 'choice'; readonly options: readonly string[]; readonly default: string | null }
  | { readonly kind: 'boolean'; readonly default: boolean | null }
  | { readonly kind: 'constant'; readonly value: unknown }
  | { readonly kind: 'group'; readonly members: readonly Member[] }
  | { readonly kind: 'list'; readonly item: () => Field; readonly minItems: number; readonly maxItems: number | null }
  | { readonly kind: 'union'; readonly options: readonly string[]; readonly of: (option: string) => Field }
  | { readonly kind: 'json' };

/** A member of an object. */
export interface Member {
  readonly name: string;
  readonly field: Field;
  readonly isRequired: boolean;
  readonly description: string | null;
}

/** What is in the form. Numbers and other JSON are kept as typed, for half a number is one, too, while somebody types. */
export type Typed = string | boolean | undefined | readonly Typed[] | { readonly [member: string]: Typed };

/** What cannot be sent as it was typed, by JSON pointer. */
export interface Fault {
  readonly pointer: string;
  readonly detail: string;
}

/** Levels of a schema that are followed at once; deeper ones are typed as JSON. Lists and unions are followed when they are opened. */
const depthMax = 12;

/** Digits of a number that JavaScript keeps for sure. More are refused here rather than rounded unseen. */
const digitsMax = 15;

/** Reads a schema. Its references are looked up in the root, which is the schema itself by default. */
export function readSchema(schema: Schema, root: Schema = schema, depth = 0): Field {
  const own = resolve(schema, root);
  if (own === null || depth > depthMax) {
    return { kind: 'json' };
  }
  const types = typesOf(own);
  if ('const' in own) {
    return { kind: 'constant', value: own['const'] };
  }
  if (Array.isArray(own['enum'])) {
    return choice(own, own['enum']);
  }
  const variants = own['oneOf'] ?? own['anyOf'];
  if (Array.isArray(variants)) {
    return union(own, variants.filter(isSchema), root, depth);
  }
  switch (types.length === 1 ? types[0] : undefined) {
    case 'string':
      return {
        kind: 'text',
        minLength: numberOr(own['minLength'], 0),
        maxLength: numberOr(own['maxLength'], 65_536),
        pattern: typeof own['pattern'] === 'string' ? own['pattern'] : null,
        isInstant: own['format'] === 'date-time',
      };
    case 'number':
    case 'integer':
      return { kind: 'number', minimum: numberOrNull(own['minimum']), maximum: numberOrNull(own['maximum']), isInteger: types[0] === 'integer' };
    case 'boolean':
      return { kind: 'boolean', default: typeof own['default'] === 'boolean' ? own['default'] : null };
    case 'array':
      return { kind: 'list', item: () => readSchema(isSchema(own['items']) ? own['items'] : {}, root, depth + 1), minItems: numberOr(own['minItems'], 0), maxItems: numberOrNull(own['maxItems']) };
    case 'object':
      return group(own, root, depth);
    default:
      return { kind: 'json' };
  }
}

/** What stands in an empty form. */
export function emptyOf(field: Field): Typed {
  switch (field.kind) {
    case 'text':
    case 'number':
    case 'json':
      return '';
    case 'choice':
      return field.default ?? undefined;
    case 'boolean':
      return field.default ?? undefined;
    case 'constant':
      return undefined;
    case 'group':
      return Object.fromEntries(field.members.map((member) => [member.name, emptyOf(member.field)]));
    case 'list':
      return Array.from({ length: Math.min(field.minItems, 1) }, () => emptyOf(field.item()));
    case 'union':
      return {};
  }
}

/** What stands in the form for JSON that is there already. */
export function typedOf(field: Field, json: unknown): Typed {
  if (json === undefined || json === null) {
    return field.kind === 'list' ? [] : emptyOf(field);
  }
  switch (field.kind) {
    case 'text':
    case 'choice':
      return typeof json === 'string' ? json : emptyOf(field);
    case 'number':
      return typeof json === 'number' ? String(json) : '';
    case 'boolean':
      return typeof json === 'boolean' ? json : emptyOf(field);
    case 'constant':
      return undefined;
    case 'json':
      return JSON.stringify(json, null, 2);
    case 'group':
      return isSchema(json) ? Object.fromEntries(field.members.map((member) => [member.name, typedOf(member.field, json[member.name])])) : emptyOf(field);
    case 'list':
      return Array.isArray(json) ? json.map((one) => typedOf(field.item(), one)) : [];
    case 'union':
      return isSchema(json) && typeof json['type'] === 'string' && field.options.includes(json['type'])
        ? { ...(typedOf(field.of(json['type']), json) as Record<string, Typed>), type: json['type'] }
        : {};
  }
}

/** What stands in the form of another shape: what both call the same, and hold alike, stays as it was typed. */
export function exchanged(field: Field, typed: Typed): Typed {
  const empty = emptyOf(field);
  return field.kind === 'group' && isGroup(typed) && isGroup(empty)
    ? { ...empty, ...Object.fromEntries(field.members.flatMap((member) => (fits(member.field, typed[member.name]) ? [[member.name, typed[member.name]] as const] : []))) }
    : empty;
}

/** The JSON of what was typed, without what was left empty and what is so by default; undefined where that leaves nothing. Faults are told in passing. */
export function writeTyped(field: Field, typed: Typed, isRequired: boolean, pointer: string, faults: Fault[]): unknown {
  const missing = (): undefined => {
    if (isRequired) {
      faults.push({ pointer, detail: 'This is required.' });
    }
    return undefined;
  };
  switch (field.kind) {
    case 'constant':
      return field.value;
    case 'text':
      return typeof typed !== 'string' || typed === '' ? missing() : text(field, typed, pointer, faults);
    case 'number':
      return typeof typed !== 'string' || typed.trim() === '' ? missing() : number(field, typed.trim(), pointer, faults);
    case 'choice':
      return typed === undefined || typed === '' ? missing() : !isRequired && typed === field.default ? undefined : typed;
    case 'boolean':
      return typed === undefined ? missing() : !isRequired && typed === field.default ? undefined : typed;
    case 'json':
      return typeof typed !== 'string' || typed.trim() === '' ? missing() : json(typed, pointer, faults);
    case 'list':
      return list(field, Array.isArray(typed) ? typed : [], isRequired, pointer, faults);
    case 'group':
      return members(field, isGroup(typed) ? typed : {}, isRequired, pointer, faults);
    case 'union': {
      const option = isGroup(typed) ? typed['type'] : undefined;
      return typeof option !== 'string' || !field.options.includes(option) ? missing() : writeTyped(field.of(option), typed, true, pointer, faults);
    }
  }
}

/** A number as people say it: how many, how it was put, and in which words. The schemas have it as an object of just these members. */
export function isCount(field: Field): boolean {
  return field.kind === 'group' && field.members.length === 4 && ['value', 'qualifier', 'upTo', 'asStated'].every((name) => field.members.some((member) => member.name === name));
}

/** What may be typed, told beside the field; empty where there is nothing to say. */
export function tellLimits(field: Field): string {
  switch (field.kind) {
    case 'text':
      return field.isInstant ? 'UTC' : field.pattern !== null ? (patternWords[field.pattern] ?? `As ${field.pattern}`) : field.maxLength <= 1_000 ? `At most ${field.maxLength} characters` : '';
    case 'number': {
      const kind = field.isInteger ? 'A whole number' : 'A number';
      return field.minimum === null && field.maximum === null ? kind : `${kind}${field.minimum === null ? '' : ` from ${tellNumber(field.minimum)}`}${field.maximum === null ? '' : ` to ${tellNumber(field.maximum)}`}`;
    }
    case 'list':
      return field.maxItems === null ? '' : `${field.minItems > 0 ? `${field.minItems} to` : 'At most'} ${field.maxItems}`;
    case 'json':
      return 'As JSON: this page does not know its shape';
    default:
      return '';
  }
}

/** `DroneDownReported`, `asStated` or `none-reported` as words. */
export function tellName(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replaceAll('-', ' ').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Of the patterns that the schemas use, what they mean. */
const patternWords: Readonly<Record<string, string>> = {
  '^[A-Z]{3}$': 'IATA code of an airport, such as SVO',
  '^[A-Z]{2}(-[A-Z0-9]{1,3})?$': 'ISO 3166 code of a region, such as RU-KLU',
  '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$': 'Id of a fact',
  '^[a-z0-9][a-z0-9-]{0,99}$': 'An id, such as kaluga-0514',
  '^[a-z0-9]+(-[a-z0-9]+)*(:[a-z0-9]+(-[a-z0-9]+)*)?$': 'A question, such as drones-down or airport-status:svo',
  '^[a-z0-9]+(-[a-z0-9]+)*$': 'Lower-case words with hyphens, such as one-lane',
};

function fits(field: Field, typed: Typed): boolean {
  switch (field.kind) {
    case 'text':
    case 'number':
    case 'json':
      return typeof typed === 'string';
    case 'choice':
      return typeof typed === 'string' && field.options.includes(typed);
    case 'boolean':
      return typeof typed === 'boolean';
    case 'list':
      return Array.isArray(typed) && typed.every((one) => fits(field.item(), one));
    case 'group':
      return isGroup(typed) && Object.entries(typed).every(([name, one]) => one === undefined || field.members.some((member) => member.name === name && fits(member.field, one)));
    case 'union':
      return isGroup(typed) && typeof typed['type'] === 'string' && field.options.includes(typed['type']);
    case 'constant':
      return false;
  }
}

function choice(own: Schema, options: readonly unknown[]): Field {
  const codes = options.filter((option): option is string => typeof option === 'string');
  return codes.length < options.filter((option) => option !== null).length
    ? { kind: 'json' }
    : { kind: 'choice', options: codes, default: typeof own['default'] === 'string' ? own['default'] : null };
}

function union(own: Schema, variants: readonly Schema[], root: Schema, depth: number): Field {
  const some = variants.filter((variant) => !typesOf(variant).every((type) => type === 'null') || !('type' in variant));
  const [only] = some;
  if (some.length === 1 && only !== undefined) {
    return readSchema({ ...own, oneOf: undefined, anyOf: undefined, ...only }, root, depth); // Something, or null.
  }
  const byName = new Map(some.flatMap((variant) => {
    const name = constantType(variant, root);
    return name === null ? [] : [[name, variant] as const];
  }));
  return byName.size === some.length && some.length > 0
    ? { kind: 'union', options: [...byName.keys()], of: (option) => readSchema({ type: 'object', ...byName.get(option) }, root, depth + 1) }
    : { kind: 'json' };
}

function group(own: Schema, root: Schema, depth: number): Field {
  const properties = own['properties'];
  const required = Array.isArray(own['required']) ? own['required'] : [];
  return !isSchema(properties) ? { kind: 'json' } : {
    kind: 'group',
    members: Object.entries(properties).map(([name, property]) => {
      const schema = isSchema(property) ? property : {};
      const resolved = resolve(schema, root);
      return {
        name,
        field: readSchema(schema, root, depth + 1),
        isRequired: required.includes(name) || 'const' in schema,
        description: typeof resolved?.['description'] === 'string' ? resolved['description'] : null,
      };
    }),
  };
}

function text(field: Field & { kind: 'text' }, typed: string, pointer: string, faults: Fault[]): unknown {
  if (field.isInstant) {
    const instant = new Date(/(Z|[+-]\d\d:\d\d)$/.test(typed) ? typed : `${typed}Z`);
    if (Number.isNaN(instant.getTime())) {
      faults.push({ pointer, detail: 'This is no time.' });
      return undefined;
    }
    return instant.toISOString().replace('.000Z', 'Z');
  }
  const words = typed.trim();
  if (words === '') {
    faults.push({ pointer, detail: 'This is white space only.' });
  } else if (words.length > field.maxLength || words.length < field.minLength) {
    faults.push({ pointer, detail: words.length > field.maxLength ? `At most ${field.maxLength} characters; these are ${words.length}.` : `At least ${field.minLength} characters.` });
  } else if (field.pattern !== null && !new RegExp(field.pattern, 'u').test(words)) {
    faults.push({ pointer, detail: tellLimits(field) });
  }
  return words;
}

function number(field: Field & { kind: 'number' }, typed: string, pointer: string, faults: Fault[]): unknown {
  const value = Number(typed);
  if (!/^[+-]?\d+(\.\d+)?$/.test(typed)) {
    faults.push({ pointer, detail: 'Digits, and a point before decimals.' });
  } else if (field.isInteger && !Number.isInteger(value)) {
    faults.push({ pointer, detail: 'A whole number.' });
  } else if (typed.replace(/\D/g, '').replace(/^0+/, '').length > digitsMax) {
    faults.push({ pointer, detail: `At most ${digitsMax} digits here; a browser would round more.` });
  } else if ((field.minimum !== null && value < field.minimum) || (field.maximum !== null && value > field.maximum)) {
    faults.push({ pointer, detail: `${tellLimits(field)}.` });
  }
  return value;
}

function json(typed: string, pointer: string, faults: Fault[]): unknown {
  try {
    return JSON.parse(typed);
  } catch {
    faults.push({ pointer, detail: 'This is no JSON.' });
    return undefined;
  }
}

function list(field: Field & { kind: 'list' }, typed: readonly Typed[], isRequired: boolean, pointer: string, faults: Fault[]): unknown {
  const item = field.item();
  // What was left empty is no item; the pointers are those of the list as it is sent.
  const items = typed.filter((one) => !isEmpty(item, one)).map((one, index) => writeTyped(item, one, true, `${pointer}/${index}`, faults));
  if (items.length < field.minItems && (isRequired || items.length > 0)) {
    faults.push({ pointer, detail: field.minItems === 1 ? 'At least one is required.' : `At least ${field.minItems} are required.` });
  } else if (field.maxItems !== null && items.length > field.maxItems) {
    faults.push({ pointer, detail: `At most ${field.maxItems}.` });
  }
  return items.length === 0 && !isRequired ? undefined : items;
}

function members(field: Field & { kind: 'group' }, typed: { readonly [member: string]: Typed }, isRequired: boolean, pointer: string, faults: Fault[]): unknown {
  if (!isRequired && isEmpty(field, typed)) {
    return undefined;
  }
  if (isRequired && isCount(field) && isEmpty(field, typed)) {
    faults.push({ pointer: `${pointer}/value`, detail: 'A number, or “vague”, or “none reported”.' });
    return undefined;
  }
  const written = field.members.flatMap((member) => {
    const value = writeTyped(member.field, typed[member.name], member.isRequired, `${pointer}/${escapePointer(member.name)}`, faults);
    return value === undefined ? [] : [[member.name, value] as const];
  });
  return Object.fromEntries(written);
}

/** Whether nothing was typed: what is so by default says nothing. */
export function isEmpty(field: Field, typed: Typed): boolean {
  switch (field.kind) {
    case 'constant':
      return true;
    case 'text':
    case 'number':
    case 'json':
      return typeof typed !== 'string' || typed.trim() === '';
    case 'choice':
      return typed === undefined || typed === '' || typed === field.default;
    case 'boolean':
      return typed === undefined || typed === field.default;
    case 'list':
      return !Array.isArray(typed) || typed.every((one) => isEmpty(field.item(), one));
    case 'group':
      return !isGroup(typed) || field.members.every((member) => isEmpty(member.field, typed[member.name]));
    case 'union':
      return !isGroup(typed) || typeof typed['type'] !== 'string' || typed['type'] === '';
  }
}

export function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** The schema itself, or what it refers to with what stands beside the reference; null where that leads nowhere. */
function resolve(schema: Schema, root: Schema): Schema | null {
  let own: Schema = schema;
  for (let step = 0; typeof own['$ref'] === 'string'; step++) {
    const target = find(own['$ref'], root);
    if (target === null || step > depthMax) {
      return null;
    }
    own = { ...target, ...own, $ref: target['$ref'] };
  }
  return own;
}

function find(reference: string, root: Schema): Schema | null {
  if (!reference.startsWith('#')) {
    return null;
  }
  let found: unknown = root;
  for (const part of decodeURIComponent(reference.slice(1)).split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    found = Array.isArray(found) ? found[Number(name)] : isSchema(found) ? found[name] : undefined;
  }
  return isSchema(found) ? found : null;
}

function constantType(variant: Schema, root: Schema): string | null {
  const properties = resolve(variant, root)?.['properties'];
  const type = isSchema(properties) ? properties['type'] : undefined;
  return isSchema(type) && typeof type['const'] === 'string' ? type['const'] : null;
}

function typesOf(schema: Schema): readonly string[] {
  const type = schema['type'];
  const types = Array.isArray(type) ? type : type === undefined ? [] : [type];
  const some = types.filter((one): one is string => typeof one === 'string' && one !== 'null');
  return types.length === 0 && isSchema(schema['properties']) ? ['object'] : some;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isGroup(typed: Typed): typed is { readonly [member: string]: Typed } {
  return typeof typed === 'object' && !Array.isArray(typed);
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function tellNumber(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 10 });
}
