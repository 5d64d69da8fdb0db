import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  notFound,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { setupQuery } from "../features/identity/session/setup";
import type { Permission } from "../shared/session/permission";
import { sessionQuery } from "../shared/session/session";
import { Frame } from "./frame/Frame";
import { homeOf } from "./frame/home";
import { NotFound, PageProblem, PageWaiting } from "./frame/Fallbacks";

declare module "@tanstack/react-router" {
  interface StaticDataRouteOption {
    /** The right that the page needs; the frame explains where it is missing. */
    needs?: Permission;
  }
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}

/** The session as last heard of; the frame reacts when it changes. */
const knownSession = { ...sessionQuery, staleTime: "static" } as const;

const root = createRootRouteWithContext<{ client: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NotFound,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): { back?: string } =>
    typeof search["back"] === "string" && /^\/(?!\/)/.test(search["back"])
      ? { back: search["back"] }
      : {},
  beforeLoad: async ({ context }) => {
    const setup = await context.client.query(setupQuery);
    if (setup.required) throw redirect({ to: "/setup" });
  },
  component: lazyRouteComponent(
    () => import("../features/identity/session/SignInPage"),
    "SignInPage",
  ),
});

const setup = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  beforeLoad: async ({ context }) => {
    const { required } = await context.client.query(setupQuery);
    if (required) return;
    const session = await context.client.query(knownSession);
    if (session?.operator !== true) throw redirect({ to: "/sign-in" });
  },
  component: lazyRouteComponent(() => import("./setup/SetupPage"), "SetupPage"),
});

const frame = createRoute({
  getParentRoute: () => root,
  id: "frame",
  beforeLoad: async ({ context, location }) => {
    const session = await context.client.query(knownSession);
    if (session !== null) return;
    throw redirect({
      to: "/sign-in",
      search: location.pathname === "/" ? {} : { back: location.href },
    });
  },
  component: Frame,
});

const home = createRoute({
  getParentRoute: () => frame,
  path: "/",
  beforeLoad: async ({ context }) => {
    const session = await context.client.query(knownSession);
    if (session !== null) throw redirect(homeOf(session));
  },
});

const nowhere = createRoute({
  getParentRoute: () => frame,
  path: "/welcome",
  component: lazyRouteComponent(() => import("./frame/NoTenant"), "NoTenant"),
});

const tenant = createRoute({
  getParentRoute: () => frame,
  path: "/t/$tenant",
  beforeLoad: async ({ context, params }) => {
    const session = await context.client.query(knownSession);
    if (session?.tenants.some((one) => one.slug === params.tenant) !== true) throw notFound();
  },
});

const platform = createRoute({
  getParentRoute: () => frame,
  path: "/platform",
  staticData: { needs: "platform:read" },
});

const tenantPages = [
  createRoute({
    getParentRoute: () => tenant,
    path: "/overview",
    staticData: { needs: "tenant:read" },
    component: lazyRouteComponent(() => import("./overview/OverviewPage"), "OverviewPage"),
  }),
  createRoute({
    getParentRoute: () => tenant,
    path: "/playground",
    staticData: { needs: "gateway:chat" },
    component: lazyRouteComponent(
      () => import("../features/gateway/playground/PlaygroundPage"),
      "PlaygroundPage",
    ),
  }),
  createRoute({
    getParentRoute: () => tenant,
    path: "/keys",
    staticData: { needs: "keys:read" },
    component: lazyRouteComponent(() => import("../features/identity/apikey/KeysPage"), "KeysPage"),
  }),
  createRoute({
    getParentRoute: () => tenant,
    path: "/projects",
    staticData: { needs: "tenant:read" },
    component: lazyRouteComponent(() => import("../features/tenant/ProjectsPage"), "ProjectsPage"),
  }),
  createRoute({
    getParentRoute: () => tenant,
    path: "/providers",
    staticData: { needs: "providers:read" },
    component: lazyRouteComponent(
      () => import("../features/gateway/provider/ProvidersPage"),
      "ProvidersPage",
    ),
  }),
  createRoute({
    getParentRoute: () => tenant,
    path: "/members",
    staticData: { needs: "members:read" },
    component: lazyRouteComponent(
      () => import("../features/identity/member/MembersPage"),
      "MembersPage",
    ),
  }),
  createRoute({
    getParentRoute: () => tenant,
    path: "/audit",
    staticData: { needs: "audit:read" },
    component: lazyRouteComponent(() => import("../features/audit/AuditPage"), "AuditPage"),
  }),
] as const;

const platformPages = [
  createRoute({
    getParentRoute: () => platform,
    path: "/licence",
    component: lazyRouteComponent(() => import("../features/licensing/LicencePage"), "LicencePage"),
  }),
  createRoute({
    getParentRoute: () => platform,
    path: "/tenants",
    component: lazyRouteComponent(() => import("../features/tenant/TenantsPage"), "TenantsPage"),
  }),
  createRoute({
    getParentRoute: () => platform,
    path: "/status",
    component: lazyRouteComponent(() => import("../features/gates/StatusPage"), "StatusPage"),
  }),
  createRoute({
    getParentRoute: () => platform,
    path: "/certificate",
    component: lazyRouteComponent(
      () => import("../features/acme/CertificatePage"),
      "CertificatePage",
    ),
  }),
  createRoute({
    getParentRoute: () => platform,
    path: "/data-keys",
    component: lazyRouteComponent(
      () => import("../features/datakeys/DataKeysPage"),
      "DataKeysPage",
    ),
  }),
  createRoute({
    getParentRoute: () => platform,
    path: "/backups",
    component: lazyRouteComponent(() => import("../features/backup/BackupsPage"), "BackupsPage"),
  }),
  createRoute({
    getParentRoute: () => platform,
    path: "/support",
    component: lazyRouteComponent(
      () => import("../features/diagnostics/SupportPage"),
      "SupportPage",
    ),
  }),
  createRoute({
    getParentRoute: () => platform,
    path: "/audit",
    staticData: { needs: "platform:audit" },
    component: lazyRouteComponent(
      () => import("../features/audit/PlatformAuditPage"),
      "PlatformAuditPage",
    ),
  }),
] as const;

const tree = root.addChildren([
  signIn,
  setup,
  frame.addChildren([
    home,
    nowhere,
    tenant.addChildren(tenantPages),
    platform.addChildren(platformPages),
  ]),
]);

/** Every page, where it stands and what right it needs. Each page is a bundle of its own. */
export const createAppRouter = (client: QueryClient) =>
  createRouter({
    routeTree: tree,
    context: { client },
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    defaultPendingComponent: PageWaiting,
    defaultErrorComponent: PageProblem,
    defaultNotFoundComponent: NotFound,
    scrollRestoration: true,
  });
