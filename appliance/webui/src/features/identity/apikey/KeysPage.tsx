import { Button, Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type ApiKey, keysQuery, projectsQuery } from "../../../shared/reads/reads";
import { useMay, useTenant } from "../../../shared/session/session";
import { Confirm } from "../../../shared/ui/Confirm";
import { Empty } from "../../../shared/ui/Empty";
import { IconAdd, IconKey } from "../../../shared/ui/icons";
import { Loaded } from "../../../shared/ui/Loaded";
import { notice } from "../../../shared/ui/notice";
import { Page } from "../../../shared/ui/Page";
import { Panel } from "../../../shared/ui/Panel";
import { CreateKey } from "./CreateKey";
import { stateOf, useRevokeKey } from "./keys";
import { KeyTable } from "./KeyTable";

/** The tenant's API keys. */
export function KeysPage() {
  const tenant = useTenant();
  const mayWrite = useMay("keys:write");
  const keys = useQuery(keysQuery(tenant.id));
  const projects = useQuery(projectsQuery(tenant.id)).data ?? [];
  const revoke = useRevokeKey(tenant.id);
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey | undefined>();
  const [asking, setAsking] = useState(false);
  const [old, setOld] = useState(false);
  const create = mayWrite ? (
    <Button
      leftSection={<IconAdd size={16} />}
      onClick={() => {
        setCreating(true);
      }}
    >
      Create a key
    </Button>
  ) : null;
  return (
    <Page
      title="API keys"
      about="Programs sign in with a key. Each belongs to a project, and can do only what its scopes say."
      actions={create}
    >
      <Loaded query={keys}>
        {(all) => {
          const gone = all.filter((key) => ["revoked", "expired"].includes(stateOf(key)));
          const shown = old ? all : all.filter((key) => !gone.includes(key));
          return all.length === 0 ? (
            <Panel>
              <Empty icon={<IconKey size={20} />} title="No API keys yet" action={create}>
                Make one for each program that calls models, so that each can be limited, counted
                and revoked by itself.
              </Empty>
            </Panel>
          ) : (
            <>
              {gone.length === 0 ? null : (
                <Switch
                  label={`Show ${gone.length} revoked or expired`}
                  checked={old}
                  onChange={(event) => {
                    setOld(event.currentTarget.checked);
                  }}
                />
              )}
              <Panel flush>
                {shown.length === 0 ? (
                  <Empty icon={<IconKey size={20} />} title="No key is in use" action={create} />
                ) : (
                  <KeyTable
                    keys={shown}
                    projects={projects}
                    revoke={
                      mayWrite
                        ? (key) => {
                            setRevoking(key);
                            setAsking(true);
                          }
                        : undefined
                    }
                  />
                )}
              </Panel>
            </>
          );
        }}
      </Loaded>
      <CreateKey
        tenant={tenant.id}
        opened={creating}
        close={() => {
          setCreating(false);
        }}
      />
      <Confirm
        opened={asking}
        title={`Revoke “${revoking?.name ?? ""}”?`}
        verb="Revoke the key"
        close={() => {
          setAsking(false);
        }}
        act={async () => {
          if (revoking === undefined) return;
          await revoke(revoking.id);
          notice(`“${revoking.name}” is revoked`);
        }}
      >
        Programs that use it are refused within five seconds, and it cannot be taken back. Its past
        calls stay in the audit log.
      </Confirm>
    </Page>
  );
}
