import { route, type Route } from "./http.ts";

const backup = {
  id: "bak_01jd9k3m7f8v8x2qn5w4t6a1b2",
  takenAt: "2026-11-21T02:30:00Z",
  version: "0.1.0",
  database: "H2",
  node: "node_01jd9k3m7f8v8x2qn5w4t6a1b2",
  bytes: 734_003_200,
  addedBytes: 12_582_912,
  opensWith: ["kms:file", "recovery:5f0c1a9d27b3e480"],
};

const report = {
  backup: backup.id,
  takenAt: backup.takenAt,
  tables: 21,
  rows: 48_211,
  bytes: backup.bytes,
  chains: 3,
  records: 40_000,
  loadMillis: 3_100,
  totalMillis: 4_210,
};

/** Backups, all of which hold. */
export const backupRoutes: Route[] = [
  route("GET", "/api/platform/backups", () => ({
    status: 200,
    body: {
      place: "/var/backups/holdfast",
      scheduledAt: "02:30",
      recoveryKey: "5f0c1a9d27b3e480",
      items: [backup],
      pointInTime: {
        on: true,
        windows: [{ from: "2026-11-14T02:30:00Z", to: "2026-11-21T14:00:00Z" }],
        keptBytes: 16_777_216,
        trouble: null,
      },
      runs: [
        {
          id: "run_01jd9k3m7f8v8x2qn5w4t6a1b2",
          kind: "drill",
          backupId: backup.id,
          startedBy: "system",
          startedAt: backup.takenAt,
          finishedAt: backup.takenAt,
          outcome: "done",
          detail: '{"rows":48211,"tables":21,"chains":3,"totalMillis":4210}',
        },
      ],
    },
  })),
  route("POST", "/api/platform/backups", () => ({ status: 201, body: backup })),
  route("POST", "/api/platform/backups/{id}/verify", () => ({
    status: 200,
    body: { backup, deep: true },
  })),
  route("POST", "/api/platform/backups/point-in-time/drill", () => ({ status: 200, body: report })),
  route("POST", "/api/platform/backups/{id}/drill", () => ({ status: 200, body: report })),
];
