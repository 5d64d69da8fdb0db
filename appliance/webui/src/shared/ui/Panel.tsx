import { type ReactNode, useId } from "react";
import classes from "./Panel.module.css";

interface PanelProps {
  title?: string;
  about?: ReactNode;
  actions?: ReactNode;
  /** Lets a table reach the panel's edges. */
  flush?: boolean;
  children: ReactNode;
}

/** A bordered part of a screen, with a heading where it has one. */
export function Panel({ title, about, actions, flush = false, children }: PanelProps) {
  const heading = useId();
  return (
    <section className={classes.panel} aria-labelledby={title === undefined ? undefined : heading}>
      {title === undefined ? null : (
        <header className={classes.head} data-flush={flush}>
          <div>
            <h2 className={classes.title} id={heading}>
              {title}
            </h2>
            {about === undefined ? null : <p className={classes.about}>{about}</p>}
          </div>
          {actions === undefined ? null : <div className={classes.actions}>{actions}</div>}
        </header>
      )}
      <div className={flush ? undefined : classes.body}>{children}</div>
    </section>
  );
}

/** What is no table in a panel whose table reaches its edges, such as a refusal. */
export function Inset({ children }: { children: ReactNode }) {
  return <div className={classes.inset}>{children}</div>;
}
