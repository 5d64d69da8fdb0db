import { IconWarn } from "../../shared/ui/icons";
import classes from "./Frame.module.css";

/** A development build trusts its own anchor, and says so on every page. */
export function Ribbon() {
  return (
    <aside className={classes.ribbon} aria-label="Development build">
      <IconWarn size={15} aria-hidden="true" />
      <span>
        <strong>Development build.</strong> It trusts licences that it signed itself: not for
        production.
      </span>
    </aside>
  );
}
