import { useQuery } from "@tanstack/react-query";
import { inUtc } from "../../shared/format/time";
import { Panel } from "../../shared/ui/Panel";
import { Tag } from "../../shared/ui/State";
import { historyQuery, nodesQuery } from "./licence";
import classes from "./Licence.module.css";

/** What happened to the licence: each step was told once, here, in the log and in the audit log. */
export function History() {
  const steps = useQuery(historyQuery).data;
  if (steps === undefined || steps.length === 0) return null;
  return (
    <Panel title="History">
      <ol className={classes.history}>
        {steps.map((step) => (
          <li key={`${step.at}/${step.stage}/${step.sentence}`}>
            <time dateTime={step.at}>{inUtc(step.at)}</time>
            <span>
              <Tag>{step.stage}</Tag> {step.sentence}{" "}
              {step.licence === null ? null : (
                <span className={`${classes.code} mono break`}>{step.licence}</span>
              )}
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

/** The nodes that live, where there is more than this one to tell of. */
export function Nodes() {
  const nodes = useQuery(nodesQuery).data;
  if (nodes === undefined || (nodes.items.length < 2 && nodes.placed)) return null;
  return (
    <Panel
      title="Nodes"
      about={
        nodes.granted === null ? nodes.sentence : `${nodes.sentence} Granted: ${nodes.granted}.`
      }
    >
      <ul className={classes.grants}>
        {nodes.items.map((node) => (
          <li key={node.node} className={classes.line}>
            <span className="mono break">{node.node}</span>
            <span className={classes.code}>
              {node.self ? "this node, " : ""}since {inUtc(node.startedAt)}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
