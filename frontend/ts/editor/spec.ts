/** What a document may hold, as fourleaf/documents/schema.json says it, in the terms of TipTap. */
import type { Attribute, Attributes, MarkConfig, NodeConfig } from "@tiptap/core";
import { Mark, Node } from "@tiptap/core";
import schema from "../../../fourleaf/documents/schema.json" with { type: "json" };

interface AttributeSpec {
  default: unknown;
  validate?: string;
  pattern?: string;
}
type Spec = Record<string, unknown> & { attrs?: Record<string, AttributeSpec> };

export const nodeSpecs = schema.nodes as Record<string, Spec>;
export const markSpecs = schema.marks as Record<string, Spec>;

/** What TipTap knows by the names of ProseMirror; the rest of a spec is not its own. */
const FIELDS =
  "content marks group inline atom selectable draggable code defining isolating linebreakReplacement tableRole inclusive excludes".split(
    " ",
  );

function attributesOf(this: { parent?: (() => Attributes) | null }, spec: Spec): Attributes {
  const known = this.parent?.() ?? {};
  const attributes: Record<string, Attribute> = {};
  for (const [name, { default: value, validate }] of Object.entries(spec.attrs ?? {})) {
    attributes[name] = { ...(known[name] ?? asData(name, validate)), default: value };
    if (validate) attributes[name].validate = validate;
  }
  return attributes;
}

/** An attribute that HTML has no name for is written as data, so that copy and paste keeps it. */
function asData(name: string, validate = ""): Attribute {
  const key = `data-${name.toLowerCase()}`;
  return {
    parseHTML: (element) => {
      const text = element.getAttribute(key);
      return text !== null && validate.startsWith("number") ? Number(text) : text;
    },
    renderHTML: (attributes) => (attributes[name] == null ? {} : { [key]: String(attributes[name]) }),
  };
}

function configOf(spec: Spec, place: number): Record<string, unknown> {
  const config: Record<string, unknown> = {
    priority: 900 - place,
    addAttributes(this: { parent?: (() => Attributes) | null }) {
      return attributesOf.call(this, spec);
    },
  };
  for (const field of FIELDS) config[field] = spec[field];
  return config;
}

/** A node as the schema has it, with what a TipTap extension does beside; the order of the schema is kept. */
export function node(name: string, base: Node | null, more: Partial<NodeConfig> = {}): Node {
  const spec = nodeSpecs[name]!;
  const place = Object.keys(nodeSpecs).indexOf(name);
  const config = { ...configOf(spec, place), topNode: name === schema.topNode, ...more };
  return base ? base.extend(config) : Node.create({ name, ...config });
}

/** A mark as the schema has it; the order of the schema is the rank of the marks. */
export function mark(name: string, base: Mark | null, more: Partial<MarkConfig> = {}): Mark {
  const spec = markSpecs[name]!;
  const place = Object.keys(markSpecs).indexOf(name);
  const config = { ...configOf(spec, place), ...more };
  return base ? base.extend(config) : Mark.create({ name, ...config });
}
