// TypeScript types of runbooks from their JSON schema: preplan schema | node runbook-types.js > src/runbook.d.ts

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The types of a schema, as text. */
export function types(schema) {
  const defs = Object.entries(schema.$defs).sort(([a], [b]) => (a < b ? -1 : 1));
  const inner = defs.map(([name, def]) => declaration(name, def, "  ")).join("\n");
  return `${doc(schema, "")}export interface Runbook ${type(schema, "")}\n\nexport namespace Runbook {\n${inner}}\n`;
}

function declaration(name, def, indent) {
  const plain = def.type === "object" && def.properties && !def.oneOf && !def.anyOf;
  const body = type(def, indent);
  return `${doc(def, indent)}${indent}export ${plain ? `interface ${name} ${body}` : `type ${name} = ${body};`}\n`;
}

function doc({ description }, indent) {
  return description ? `${indent}/** ${description.replace(/\s+/g, " ").replaceAll("*/", "* /")} */\n` : "";
}

function type(schema, indent) {
  if (schema === true) return "unknown";
  const parts = [];
  if (schema.$ref) parts.push(`Runbook.${schema.$ref.replace("#/$defs/", "")}`);
  if (schema.const !== undefined) parts.push(JSON.stringify(schema.const));
  else if (schema.enum) parts.push(schema.enum.map((value) => JSON.stringify(value)).join(" | "));
  else if (schema.properties) parts.push(object(schema, indent));
  else if (schema.type !== undefined && !schema.oneOf && !schema.anyOf) parts.push([schema.type].flat().map((name) => simple(name, schema, indent)).join(" | "));
  const choice = schema.oneOf ?? schema.anyOf;
  if (choice) parts.push(choice.map((one) => type(one, indent)).join(" | "));
  if (parts.length === 0) throw new Error(`no type for ${JSON.stringify(schema)}`);
  return parts.length === 1 ? parts[0] : parts.map((part) => (part.includes(" | ") ? `(${part})` : part)).join(" & ");
}

function simple(name, schema, indent) {
  if (name === "integer" || name === "number") return "number";
  if (name === "string" || name === "boolean" || name === "null") return name;
  if (name === "object") return schema.additionalProperties ? `Record<string, ${type(schema.additionalProperties, indent)}>` : "Record<string, unknown>";
  if (name !== "array") throw new Error(`no type ${name}`);
  if (schema.prefixItems) return `[${schema.prefixItems.map((item) => type(item, indent)).join(", ")}]`;
  const item = type(schema.items ?? true, indent);
  return /[|&]/.test(item) ? `(${item})[]` : `${item}[]`;
}

function object({ properties, required = [] }, indent) {
  const inner = `${indent}  `;
  const lines = Object.entries(properties).map(([key, value]) => {
    const name = /^\w+$/.test(key) ? key : JSON.stringify(key);
    return `${doc(value, inner)}${inner}${name}${required.includes(key) ? "" : "?"}: ${type(value, inner)};\n`;
  });
  return `{\n${lines.join("")}${indent}}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(types(JSON.parse(readFileSync(0, "utf8"))));
