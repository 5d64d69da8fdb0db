import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { documentOf } from "../build/document.mjs";

const YAML = `
openapi: 3.0.1
info: { title: t, version: "1" }
paths:
  /api/tenants/{tenant}/models/{provider}:
    put:
      parameters:
      - { name: tenant, in: path, required: true, schema: { $ref: "#/components/schemas/TenantId" } }
      requestBody:
        content: { application/json: { schema: { $ref: "#/components/schemas/Sent" } } }
      responses:
        "200":
          description: ok
          content: { application/json: { schema: { $ref: "#/components/schemas/Answered" } } }
components:
  schemas:
    TenantId: { type: object, properties: { value: { type: string } } }
    Sent: { type: object, properties: { maybe: { type: string, nullable: true } } }
    Answered:
      type: object
      required: [always]
      properties:
        always: { type: string }
        maybe: { type: string, nullable: true }
        nested: { $ref: "#/components/schemas/Nested" }
    Nested: { type: object, properties: { inner: { type: string, nullable: true } } }
`;

const file = join(mkdtempSync(join(tmpdir(), "document-")), "api.yml");
writeFileSync(file, YAML);
const document = JSON.parse(JSON.stringify(documentOf(file))) as {
  paths: Record<string, { put?: { parameters: { name: string; schema: unknown }[] } }>;
  components: { schemas: Record<string, { required?: string[] }> };
};

test("an answer has every member, also deep inside; what is sent may leave some out", () => {
  const { schemas } = document.components;
  expect(schemas["Answered"]?.required).toEqual(["always", "maybe", "nested"]);
  expect(schemas["Nested"]?.required).toEqual(["inner"]);
  expect(schemas["Sent"]?.required).toBeUndefined();
});

test("a path parameter is text, whatever it is parsed into", () => {
  const { put } = document.paths["/api/tenants/{tenant}/models/{provider}"] ?? {};
  expect(put?.parameters.map((one) => [one.name, one.schema])).toEqual([
    ["tenant", { type: "string" }],
  ]);
});
