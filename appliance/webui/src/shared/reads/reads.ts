// What more than one feature reads. Changes stay with the feature that owns the thing.
import { queryOptions } from "@tanstack/react-query";
import { api, body } from "../api/client";
import type { Answer } from "../api/types";

export type Project = Answer<"/api/tenants/{tenant}/projects", "get">["items"][number];
export type Model = Answer<"/api/tenants/{tenant}/models", "get">["items"][number];
export type ApiKey = Answer<"/api/tenants/{tenant}/keys", "get">["items"][number];
export type Tenant = Answer<"/api/platform/tenants", "get">["items"][number];
export type Licence = Answer<"/api/platform/licence", "get">;

const of = (tenant: string) => ({ params: { path: { tenant } } });

export const tenantsQuery = queryOptions({
  queryKey: ["platform", "tenants"],
  queryFn: async () => body(await api.GET("/api/platform/tenants")).items,
});

export const projectsQuery = (tenant: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "projects"],
    queryFn: async () => body(await api.GET("/api/tenants/{tenant}/projects", of(tenant))).items,
  });

export const modelsQuery = (tenant: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "models"],
    queryFn: async () => body(await api.GET("/api/tenants/{tenant}/models", of(tenant))).items,
  });

export const keysQuery = (tenant: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "keys"],
    queryFn: async () => body(await api.GET("/api/tenants/{tenant}/keys", of(tenant))).items,
  });

export const licenceQuery = queryOptions({
  queryKey: ["platform", "licence"],
  queryFn: async () => body(await api.GET("/api/platform/licence")),
});
