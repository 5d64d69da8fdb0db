import { Skeleton } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ProblemNote } from "./Notes";

interface LoadedProps<T> {
  query: UseQueryResult<T>;
  /** What stands there while it loads; lines by default. */
  waiting?: ReactNode;
  children: (data: T) => ReactNode;
}

/**
 * A part of a screen that comes from the appliance: a skeleton, then the thing or the problem. What
 * is known stays where asking again fails, below the words that say so.
 */
export function Loaded<T>({ query, waiting = <Lines />, children }: LoadedProps<T>) {
  const problem = query.isError ? (
    <ProblemNote error={query.error} retry={() => void query.refetch()} />
  ) : null;
  if (query.data !== undefined) {
    return (
      <>
        {problem}
        {children(query.data)}
      </>
    );
  }
  if (problem !== null) return problem;
  return (
    <div aria-busy="true">
      <span className="visually-hidden">Loading</span>
      {waiting}
    </div>
  );
}

/** A few grey lines. */
export function Lines({ count = 4, height = 14 }: { count?: number; height?: number }) {
  return (
    <div style={{ display: "grid", gap: 12, padding: "6px 0" }}>
      {Array.from({ length: count }, (_, line) => (
        <Skeleton key={line} height={height} width={`${92 - ((line * 17) % 40)}%`} radius={4} />
      ))}
    </div>
  );
}
