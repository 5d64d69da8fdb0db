import { SegmentedControl, Select } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { count, countBrief } from "../../../shared/format/count";
import { moneyAxis, moneyBrief } from "../../../shared/format/money";
import { keysQuery, modelsQuery, projectsQuery } from "../../../shared/reads/reads";
import { useMay } from "../../../shared/session/session";
import { BarChart } from "../../../shared/ui/BarChart";
import { Figure, Figures, Money } from "../../../shared/ui/Figures";
import { Loaded } from "../../../shared/ui/Loaded";
import { Panel } from "../../../shared/ui/Panel";
import {
  bucketStarts,
  type Grouping,
  type Measure,
  seriesOf,
  type Span,
  type Totals,
  type Usage,
  usageQuery,
} from "./usage";

const MEASURES: { value: Measure; label: string }[] = [
  { value: "costNanos", label: "Cost" },
  { value: "requests", label: "Requests" },
  { value: "tokens", label: "Tokens" },
];

const GROUPS: { value: Grouping; label: string }[] = [
  { value: "none", label: "All together" },
  { value: "model", label: "By model" },
  { value: "provider", label: "By provider" },
  { value: "project", label: "By project" },
  { value: "key", label: "By API key" },
];

/** A span's totals, and the chart of what they are made of. */
export function UsagePanel({ tenant, span }: { tenant: string; span: Span }) {
  const [measure, setMeasure] = useState<Measure>("costNanos");
  const [group, setGroup] = useState<Grouping>("model");
  const usage = useQuery({ ...usageQuery(tenant, span, group), placeholderData: keepPreviousData });
  const named = useNames(tenant);
  return (
    <Loaded query={usage}>
      {(found) => (
        <>
          <TotalFigures totals={found.totals} span={span} />
          <Panel
            title="Usage"
            about={span.bucket === "hour" ? "Per hour" : "Per day, UTC"}
            actions={
              <>
                <Select
                  aria-label="Group by"
                  size="xs"
                  w={140}
                  data={GROUPS}
                  value={group}
                  onChange={(chosen) => {
                    setGroup(GROUPS.find((one) => one.value === chosen)?.value ?? "none");
                  }}
                />
                <SegmentedControl
                  aria-label="What is shown"
                  size="xs"
                  data={MEASURES}
                  value={measure}
                  onChange={(chosen) => {
                    setMeasure(MEASURES.find((one) => one.value === chosen)?.value ?? "costNanos");
                  }}
                />
              </>
            }
          >
            <Chart
              usage={found}
              span={span}
              measure={measure}
              nameOf={(name) => (name === "" ? "all" : (named.get(name) ?? name))}
            />
          </Panel>
        </>
      )}
    </Loaded>
  );
}

/** The names behind the ids that usage is grouped by, as far as this person may see them. */
function useNames(tenant: string): Map<string, string> {
  const mayKeys = useMay("keys:read");
  const mayModels = useMay("providers:read");
  const projects = useQuery(projectsQuery(tenant)).data ?? [];
  const keys = useQuery({ ...keysQuery(tenant), enabled: mayKeys }).data ?? [];
  const models = useQuery({ ...modelsQuery(tenant), enabled: mayModels }).data ?? [];
  return new Map([
    ...projects.map((project) => [project.id, project.name] as const),
    ...keys.map((key) => [key.id, key.name] as const),
    ...models.map((model) => [model.providerId, model.provider] as const),
  ]);
}

function TotalFigures({ totals, span }: { totals: Totals; span: Span }) {
  const unknown = totals.unknownCostRequests;
  const failed = totals.requests === 0 ? 0 : (totals.failed / totals.requests) * 100;
  return (
    <Figures label={`Totals of the last ${span.label}`}>
      <Figure
        name="Cost"
        value={<Money nanos={totals.costNanos === 0 && unknown > 0 ? null : totals.costNanos} />}
        note={unknown === 0 ? `last ${span.label}` : `and ${count(unknown)} calls of unknown price`}
      />
      <Figure
        name="Requests"
        value={countBrief(totals.requests)}
        note={
          totals.failed === 0
            ? "none failed"
            : `${count(totals.failed)} failed (${failed.toFixed(1)}%)`
        }
      />
      <Figure
        name="Input tokens"
        value={countBrief(totals.inputTokens)}
        note={exactly(totals.inputTokens) ?? `last ${span.label}`}
      />
      <Figure
        name="Output tokens"
        value={countBrief(totals.outputTokens)}
        note={exactly(totals.outputTokens) ?? `last ${span.label}`}
      />
    </Figures>
  );
}

/** The whole number, where the figure is a brief one. */
const exactly = (value: number): string | undefined =>
  countBrief(value) === count(value) ? undefined : count(value);

interface ChartProps {
  usage: Usage;
  span: Span;
  measure: Measure;
  nameOf: (group: string) => string;
}

const hourWords = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const dayWords = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  timeZone: "UTC",
});
const hourLong = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});

function Chart({ usage, span, measure, nameOf }: ChartProps) {
  const starts = bucketStarts(span, new Date());
  const series = seriesOf(usage, starts, measure, nameOf);
  const hourly = span.bucket === "hour";
  const label = MEASURES.find((one) => one.value === measure)?.label ?? "";
  const format = measure === "costNanos" ? (value: number) => moneyBrief(Math.round(value)) : count;
  return (
    <BarChart
      label={`${label} over the last ${span.label}`}
      bars={starts.map((start) => ({
        short: (hourly ? hourWords : dayWords).format(start),
        long: (hourly ? hourLong : dayWords).format(start),
      }))}
      series={series}
      format={format}
      empty={measure === "costNanos" ? 1_000_000_000 : 10}
      axisFormat={measure === "costNanos" ? moneyAxis : countBrief}
    />
  );
}
