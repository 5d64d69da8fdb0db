import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, body } from "../../shared/api/client";
import type { Sent } from "../../shared/api/types";
import { projectsQuery, tenantsQuery } from "../../shared/reads/reads";

export function useCreateTenant() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (sent: Sent<"/api/platform/tenants", "post">) =>
      body(await api.POST("/api/platform/tenants", { body: sent })),
    onSuccess: async () => {
      await Promise.all([
        client.invalidateQueries({ queryKey: ["platform"] }),
        client.invalidateQueries({ queryKey: ["session"] }),
      ]);
    },
  });
}

/** Suspends a tenant, or lets it go on. */
export function useSetTenantStatus() {
  const client = useQueryClient();
  return async (id: string, status: "active" | "suspended") => {
    await api.PATCH("/api/platform/tenants/{id}", { params: { path: { id } }, body: { status } });
    await client.invalidateQueries({ queryKey: tenantsQuery.queryKey });
  };
}

type ProjectFields = Sent<"/api/tenants/{tenant}/projects", "post">;

/** Creates a project, or changes the one that is given. */
export function useSaveProject(tenant: string, project: string | undefined) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (sent: ProjectFields) => {
      if (project === undefined) {
        await api.POST("/api/tenants/{tenant}/projects", {
          params: { path: { tenant } },
          body: sent,
        });
      } else {
        await api.PATCH("/api/tenants/{tenant}/projects/{id}", {
          params: { path: { tenant, id: project } },
          body: sent,
        });
      }
    },
    onSuccess: () => client.invalidateQueries({ queryKey: projectsQuery(tenant).queryKey }),
  });
}

/** A name as it may stand in an address: lower case letters, digits, single hyphens. */
export const slugOf = (name: string): string =>
  name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40)
    .replace(/-+$/, "");
