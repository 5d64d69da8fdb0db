import { queryOptions } from "@tanstack/react-query";
import { api, body } from "../../shared/api/client";
import type { Answer } from "../../shared/api/types";

export type Preview = Answer<"/api/platform/support/previews", "post">;

export const supportQuery = queryOptions({
  queryKey: ["platform", "support"],
  queryFn: async () => body(await api.GET("/api/platform/support")),
});

export const look = async () => body(await api.POST("/api/platform/support/previews"));

export const write = async (preview: string) =>
  body(await api.POST("/api/platform/support/bundles", { body: { preview } }));

const path = (id: string) => `/api/platform/support/${encodeURIComponent(id)}`;

/** Where a file of a preview can be read, as it would leave. */
export const fileUrl = (id: string, name: string): string =>
  `${path("previews")}/${encodeURIComponent(id)}/files?name=${encodeURIComponent(name)}`;

/** Where a written bundle can be had. */
export const bundleUrl = (id: string): string =>
  `${path("bundles")}/${encodeURIComponent(id)}/content`;
