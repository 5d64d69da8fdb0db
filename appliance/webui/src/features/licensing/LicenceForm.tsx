import type { Licence } from "../../shared/reads/reads";
import { useAddLicence, useResetClock } from "./licence";
import { StatementForm } from "./StatementForm";

interface FormProps {
  done: (licence: Licence) => void;
}

/** Takes a licence, or a revocation list. */
export function LicenceForm({ done }: FormProps) {
  const adding = useAddLicence();
  return (
    <StatementForm
      what="licence"
      verb="Add the licence"
      pending={adding.isPending}
      error={adding.error}
      give={(text, taken) => {
        adding.mutate(text, {
          onSuccess: (licence) => {
            taken();
            done(licence);
          },
        });
      }}
    />
  );
}

/** Takes the vendor's signed word for what time it is. */
export function ClockResetForm({ done }: FormProps) {
  const resetting = useResetClock();
  return (
    <StatementForm
      what="clock reset"
      verb="Set the time"
      pending={resetting.isPending}
      error={resetting.error}
      give={(text, taken) => {
        resetting.mutate(text, {
          onSuccess: (licence) => {
            taken();
            done(licence);
          },
        });
      }}
    />
  );
}
