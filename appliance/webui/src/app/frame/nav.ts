import type { Permission } from "../../shared/session/permission";
import {
  IconAudit,
  IconBackup,
  IconCertificate,
  IconDataKey,
  IconKey,
  IconLicence,
  IconMember,
  IconOverview,
  IconPlayground,
  IconProject,
  IconProvider,
  IconStatus,
  IconSupport,
  IconTenant,
} from "../../shared/ui/icons";

/** The tenant's pages, in the order of the rail. */
export const TENANT_NAV = [
  { to: "/t/$tenant/overview", label: "Overview", icon: IconOverview, needs: "tenant:read" },
  { to: "/t/$tenant/playground", label: "Playground", icon: IconPlayground, needs: "gateway:chat" },
  { to: "/t/$tenant/keys", label: "API keys", icon: IconKey, needs: "keys:read" },
  {
    to: "/t/$tenant/projects",
    label: "Projects and budgets",
    icon: IconProject,
    needs: "tenant:read",
  },
  { to: "/t/$tenant/providers", label: "Providers", icon: IconProvider, needs: "providers:read" },
  { to: "/t/$tenant/members", label: "Members", icon: IconMember, needs: "members:read" },
  { to: "/t/$tenant/audit", label: "Audit log", icon: IconAudit, needs: "audit:read" },
] as const satisfies readonly { needs: Permission; [more: string]: unknown }[];

/** The operator's pages. */
export const PLATFORM_NAV = [
  { to: "/platform/status", label: "Status", icon: IconStatus, needs: "platform:read" },
  { to: "/platform/licence", label: "Licence", icon: IconLicence, needs: "platform:read" },
  { to: "/platform/tenants", label: "Tenants", icon: IconTenant, needs: "platform:read" },
  {
    to: "/platform/certificate",
    label: "Certificate",
    icon: IconCertificate,
    needs: "platform:read",
  },
  { to: "/platform/data-keys", label: "Data keys", icon: IconDataKey, needs: "platform:read" },
  { to: "/platform/backups", label: "Backups", icon: IconBackup, needs: "platform:read" },
  { to: "/platform/support", label: "Support", icon: IconSupport, needs: "platform:read" },
  { to: "/platform/audit", label: "Platform audit", icon: IconAudit, needs: "platform:audit" },
] as const satisfies readonly { needs: Permission; [more: string]: unknown }[];
