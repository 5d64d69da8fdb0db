import { Button, Group, TextInput } from "@mantine/core";
import { type SubmitEvent, useState } from "react";
import type { Tenant } from "../../shared/reads/reads";
import { ProblemNote } from "../../shared/ui/Notes";
import { slugOf, useCreateTenant } from "./tenants";

interface TenantFormProps {
  done: (tenant: Tenant) => void;
  cancel?: () => void;
}

/** A new tenant; its creator becomes its admin. */
export function TenantForm({ done, cancel }: TenantFormProps) {
  const [name, setName] = useState("");
  const [slug, setSlug] = useState<string | undefined>();
  const creating = useCreateTenant();
  const shown = slug ?? slugOf(name);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    creating.mutate({ name: name.trim(), slug: shown }, { onSuccess: done });
  };
  return (
    <form onSubmit={submit} style={{ display: "grid", gap: 14 }}>
      <TextInput
        label="Name of the organisation"
        required
        withAsterisk={false}
        data-autofocus
        autoComplete="organization"
        value={name}
        onChange={(event) => {
          setName(event.currentTarget.value);
        }}
      />
      <TextInput
        label="Short name"
        description="Stands in addresses: lower-case letters, digits and hyphens"
        required
        withAsterisk={false}
        pattern="[a-z0-9]+(-[a-z0-9]+)*"
        spellCheck={false}
        value={shown}
        onChange={(event) => {
          setSlug(event.currentTarget.value);
        }}
      />
      {creating.isError ? <ProblemNote error={creating.error} /> : null}
      <Group justify={cancel === undefined ? "flex-start" : "flex-end"} gap={8}>
        {cancel === undefined ? null : (
          <Button variant="default" onClick={cancel}>
            Cancel
          </Button>
        )}
        <Button type="submit" loading={creating.isPending}>
          Create the tenant
        </Button>
      </Group>
    </form>
  );
}
