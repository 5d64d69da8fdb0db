import { money } from "../../shared/format/money";
import { ago } from "../../shared/format/time";
import type { Project } from "../../shared/reads/reads";
import { Meter, Money } from "../../shared/ui/Figures";
import classes from "./Budget.module.css";

/** How much of a project's budget is spent and promised. */
export function Budget({ project }: { project: Project }) {
  const { spentNanos, reservedNanos, monthlyBudgetNanos } = project;
  if (monthlyBudgetNanos === null) {
    return (
      <div className={classes.budget}>
        <span className={classes.words}>
          <span>
            <Money nanos={spentNanos} /> spent, no budget
          </span>
        </span>
      </div>
    );
  }
  const left = Math.max(0, monthlyBudgetNanos - spentNanos - reservedNanos);
  return (
    <div className={classes.budget}>
      <span className={classes.words}>
        <span>
          <Money nanos={spentNanos} /> of <Money nanos={monthlyBudgetNanos} />
        </span>
        <span className={classes.left}>
          <Money nanos={left} /> left, starts again {ago(project.resetsAt)}
        </span>
      </span>
      <Meter
        label={`Budget of ${project.name}`}
        part={spentNanos}
        held={reservedNanos}
        of={monthlyBudgetNanos}
        words={`${money(spentNanos)} of ${money(monthlyBudgetNanos)} spent, ${money(reservedNanos)} promised to calls that run`}
      />
    </div>
  );
}

/** The budgets of a tenant's projects, for an overview. */
export function Budgets({ projects }: { projects: Project[] }) {
  return (
    <ul className={classes.list}>
      {projects.map((project) => (
        <li key={project.id}>
          <span className={classes.name}>{project.name}</span>
          <Budget project={project} />
        </li>
      ))}
    </ul>
  );
}
