import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { inUtc } from "../../shared/format/time";
import { useMay } from "../../shared/session/session";
import { CopyButton } from "../../shared/ui/CopyButton";
import { Detail, Details } from "../../shared/ui/Detail";
import { When } from "../../shared/ui/Figures";
import { IconRefresh } from "../../shared/ui/icons";
import { Loaded } from "../../shared/ui/Loaded";
import { ProblemNote, WarnNote } from "../../shared/ui/Notes";
import { notice } from "../../shared/ui/notice";
import { Page } from "../../shared/ui/Page";
import { Panel } from "../../shared/ui/Panel";
import { State } from "../../shared/ui/State";
import {
  type Certificate,
  certificateQuery,
  fingerprintShown,
  originSentence,
  renew,
  renewalSentence,
  validity,
} from "./certificate";

/** What the https listener shows, and how the next one comes. */
export function CertificatePage() {
  const query = useQuery(certificateQuery);
  const client = useQueryClient();
  const mayWrite = useMay("platform:write");
  const renewing = useMutation({
    mutationFn: renew,
    onSuccess: () => {
      notice("A new certificate is ordered; the one in use stays until it is there");
    },
    onSettled: () => client.invalidateQueries({ queryKey: certificateQuery.queryKey }),
  });
  const acme = query.data?.acme ?? null;
  return (
    <Page
      title="Certificate"
      about="What this appliance shows over https. holdfastctl tls status says the same on the machine."
      actions={
        acme !== null && mayWrite ? (
          <Button
            leftSection={<IconRefresh size={15} />}
            loading={renewing.isPending || acme.phase === "ordering"}
            onClick={() => {
              renewing.mutate();
            }}
          >
            Renew now
          </Button>
        ) : null
      }
    >
      {renewing.isError ? <ProblemNote error={renewing.error} /> : null}
      <Loaded query={query}>
        {(certificate) => (
          <>
            <Troubles certificate={certificate} />
            <Panel title="In use">
              <InUse certificate={certificate} />
            </Panel>
            <Panel title="Renewal">
              <Renewal certificate={certificate} />
            </Panel>
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Troubles({ certificate: { problem, acme } }: { certificate: Certificate }) {
  return (
    <>
      {problem === "" ? null : (
        <WarnNote title="It could not be read again or renewed; the one in use stays">
          <span className="break">{problem}</span>
        </WarnNote>
      )}
      {acme?.code == null ? null : (
        <WarnNote title="The last order failed; the certificate in use stays">
          <p className="break">{acme.detail}</p>
          {acme.hint === null ? null : <p>{acme.hint}</p>}
          <p>
            <span className="mono">{acme.code}</span>
          </p>
        </WarnNote>
      )}
    </>
  );
}

function InUse({ certificate }: { certificate: Certificate }) {
  const [tone, words] = validity(certificate);
  const shown = fingerprintShown(certificate.fingerprint);
  return (
    <Details>
      <Detail name="State">
        <State tone={tone}>
          <span style={{ whiteSpace: "normal" }}>{words}</span>
        </State>
      </Detail>
      <Detail name="Where from">{originSentence(certificate)}</Detail>
      <Detail name="For">
        {certificate.names.map((name) => (
          <div key={name} className="mono">
            {name}
          </div>
        ))}
      </Detail>
      <Detail name="From">{inUtc(certificate.notBefore)}</Detail>
      <Detail name="Until">{inUtc(certificate.notAfter)}</Detail>
      <Detail name="Subject">{certificate.subject}</Detail>
      <Detail name="Issuer">{certificate.issuer}</Detail>
      <Detail name="SHA-256">
        <span className="mono">{shown}</span>{" "}
        <CopyButton value={shown} label="Copy the fingerprint" />
      </Detail>
    </Details>
  );
}

function Renewal({ certificate }: { certificate: Certificate }) {
  const { acme } = certificate;
  return (
    <Details>
      <Detail name="Next">{renewalSentence(certificate)}</Detail>
      {acme === null ? null : (
        <>
          {acme.adviceStart === null || acme.adviceEnd === null ? null : (
            <Detail name="The server advises">
              {inUtc(acme.adviceStart)} to {inUtc(acme.adviceEnd)}
            </Detail>
          )}
          <Detail name="Last ordered">
            <When at={acme.attemptedAt} none="not since the start" />
          </Detail>
          <Detail name="Last issued">
            <When at={acme.succeededAt} none="not since the start" />
          </Detail>
          {acme.failures === 0 ? null : <Detail name="Failed in a row">{acme.failures}</Detail>}
        </>
      )}
    </Details>
  );
}
