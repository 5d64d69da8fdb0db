import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { licenceQuery } from "../../shared/reads/reads";
import { InfoNote, WarnNote } from "../../shared/ui/Notes";
import { asksFor } from "./licence";

/** For operators: what the licence asks them to do, or nothing while all is well. */
export function LicenceNotice() {
  const licence = useQuery(licenceQuery).data;
  if (licence === undefined) return null;
  const asks = asksFor(licence);
  if (asks === undefined) return null;
  const more = <Link to="/platform/licence">See the licence</Link>;
  return asks.urgent ? (
    <WarnNote title={asks.sentence}>{more}</WarnNote>
  ) : (
    <InfoNote title={asks.sentence}>{more}</InfoNote>
  );
}
