import { Button } from "@mantine/core";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, body } from "../../shared/api/client";
import type { Answer } from "../../shared/api/types";
import { plural } from "../../shared/format/count";
import { IconRefresh } from "../../shared/ui/icons";
import { Loaded } from "../../shared/ui/Loaded";
import { Page } from "../../shared/ui/Page";
import { Panel } from "../../shared/ui/Panel";
import { State, type Tone } from "../../shared/ui/State";
import { About } from "./About";
import classes from "./Status.module.css";

type Check = Answer<"/api/platform/doctor", "get">["checks"][number];

const statusQuery = queryOptions({
  queryKey: ["platform", "status"],
  refetchInterval: 15_000,
  queryFn: async () => body(await api.GET("/api/platform/status")),
});

const doctorQuery = queryOptions({
  queryKey: ["platform", "doctor"],
  queryFn: async () => body(await api.GET("/api/platform/doctor")),
});

const TONES: Record<string, Tone> = { ok: "good", warn: "warn", fail: "bad" };
const WORST_FIRST = ["fail", "warn", "ok"];

/** How the appliance is, and what its operator can do about it. */
export function StatusPage() {
  const doctor = useQuery(doctorQuery);
  const status = useQuery(statusQuery);
  return (
    <Page
      title="Status"
      about="What the appliance found when it looked at itself. holdfastctl doctor says the same on the machine."
      actions={
        <Button
          variant="default"
          leftSection={<IconRefresh size={15} />}
          loading={doctor.isFetching}
          onClick={() => {
            void doctor.refetch();
            void status.refetch();
          }}
        >
          Check again
        </Button>
      }
    >
      <Loaded query={doctor}>{({ checks }) => <Checks checks={checks} />}</Loaded>
      <Panel title="This appliance">
        <Loaded query={status}>{(found) => <About status={found} />}</Loaded>
      </Panel>
    </Page>
  );
}

function Checks({ checks }: { checks: Check[] }) {
  const rank = (check: Check) => WORST_FIRST.indexOf(check.result);
  const sorted = [...checks].sort((one, other) => rank(one) - rank(other));
  const many = (result: string) => checks.filter((check) => check.result === result).length;
  const words =
    many("fail") + many("warn") === 0
      ? `All ${plural(checks.length, "check")} passed`
      : `${many("fail")} failed, ${many("warn")} to look at, ${many("ok")} passed`;
  return (
    <Panel title="Checks" about={words}>
      <ul className={classes.checks}>
        {sorted.map((check) => (
          <li key={check.id}>
            <State tone={TONES[check.result] ?? "quiet"}>
              <span className="visually-hidden">{check.result}: </span>
              <strong>{check.title}</strong>
            </State>
            <span className={classes.observed}>{check.observed}</span>
            {check.result === "ok" ? null : (
              <span className={classes.fix}>
                {check.required === "" ? "" : `Required: ${check.required}. `}
                {check.fix}
              </span>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
