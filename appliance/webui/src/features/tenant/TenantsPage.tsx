import { Button, Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { licenceQuery, type Tenant, tenantsQuery } from "../../shared/reads/reads";
import { useMay, useSession } from "../../shared/session/session";
import { When } from "../../shared/ui/Figures";
import { IconAdd, IconTenant } from "../../shared/ui/icons";
import { Confirm } from "../../shared/ui/Confirm";
import { Empty } from "../../shared/ui/Empty";
import { Loaded } from "../../shared/ui/Loaded";
import { notice } from "../../shared/ui/notice";
import { QuietNote } from "../../shared/ui/Notes";
import { Page } from "../../shared/ui/Page";
import { Panel } from "../../shared/ui/Panel";
import { State } from "../../shared/ui/State";
import { type Column, Table } from "../../shared/ui/Table";
import { TenantForm } from "./TenantForm";
import { useSetTenantStatus } from "./tenants";

/** Why no further tenant can be made, or undefined where one can. */
function useNoRoom(tenants: number): string | undefined {
  const licence = useQuery(licenceQuery).data;
  if (licence === undefined || tenants === 0) return undefined;
  const several = licence.capabilities.find((one) => one.code === "tenants.multiple");
  if (several?.granted === false) {
    return `${several.sentence}: this licence does not grant it. Add one with ${several.code}; your vendor issues those.`;
  }
  const quota = licence.quotas.find((one) => one.code === "tenants");
  if (quota === undefined || quota.granted === null || tenants < quota.granted) return undefined;
  return `The licence grants ${quota.granted} tenants, and all are in use. Ask your vendor for a larger quota named tenants.`;
}

/** The organisations in this appliance. */
export function TenantsPage() {
  const tenants = useQuery(tenantsQuery);
  const session = useSession();
  const mayWrite = useMay("platform:write");
  const noRoom = useNoRoom(tenants.data?.length ?? 0);
  const [creating, setCreating] = useState(false);
  const [turning, setTurning] = useState<Tenant | undefined>();
  const [asking, setAsking] = useState(false);
  const setStatus = useSetTenantStatus();
  const close = () => {
    setCreating(false);
  };
  const mine = new Set(session.tenants.map((one) => one.id));
  const columns: Column<Tenant>[] = [
    {
      head: "Name",
      cell: (tenant) =>
        mine.has(tenant.id) ? (
          <Link to="/t/$tenant/overview" params={{ tenant: tenant.slug }}>
            {tenant.name}
          </Link>
        ) : (
          tenant.name
        ),
    },
    { head: "Short name", cell: (tenant) => <span className="mono">{tenant.slug}</span> },
    { head: "Id", wideOnly: true, cell: (tenant) => <span className="mono">{tenant.id}</span> },
    {
      head: "State",
      cell: (tenant) => (
        <State tone={tenant.status === "active" ? "good" : "warn"}>{tenant.status}</State>
      ),
    },
    { head: "Since", cell: (tenant) => <When at={tenant.createdAt} /> },
  ];
  if (mayWrite) {
    columns.push({
      head: "Actions",
      actions: true,
      cell: (tenant) => (
        <Button
          size="compact-xs"
          variant="default"
          aria-label={`${tenant.status === "active" ? "Suspend" : "Resume"} ${tenant.name}`}
          onClick={() => {
            setTurning(tenant);
            setAsking(true);
          }}
        >
          {tenant.status === "active" ? "Suspend" : "Resume"}
        </Button>
      ),
    });
  }
  const create =
    mayWrite && noRoom === undefined ? (
      <Button
        leftSection={<IconAdd size={16} />}
        onClick={() => {
          setCreating(true);
        }}
      >
        Create a tenant
      </Button>
    ) : null;
  return (
    <Page
      title="Tenants"
      about="A tenant is an organisation with data, keys and members of its own. Tenants do not see each other."
      actions={create}
    >
      {noRoom === undefined ? null : (
        <QuietNote title="The licence has no room for another tenant">{noRoom}</QuietNote>
      )}
      <Loaded query={tenants}>
        {(all) => (
          <Panel flush>
            {all.length === 0 ? (
              <Empty icon={<IconTenant size={20} />} title="No tenants yet" action={create} />
            ) : (
              <Table label="Tenants" columns={columns} rows={all} rowKey={(tenant) => tenant.id} />
            )}
          </Panel>
        )}
      </Loaded>
      <Turn
        tenant={turning}
        opened={asking}
        setStatus={setStatus}
        close={() => {
          setAsking(false);
        }}
      />
      <Modal opened={creating} onClose={close} title="Create a tenant">
        <TenantForm
          cancel={close}
          done={(tenant) => {
            notice(`${tenant.name} is ready, and you are its admin`);
            close();
          }}
        />
      </Modal>
    </Page>
  );
}

interface TurnProps {
  tenant: Tenant | undefined;
  opened: boolean;
  setStatus: ReturnType<typeof useSetTenantStatus>;
  close: () => void;
}

/** Suspending and resuming, each after a question. */
function Turn({ tenant, opened, setStatus, close }: TurnProps) {
  const suspends = tenant?.status === "active";
  const name = tenant?.name ?? "";
  return (
    <Confirm
      opened={opened}
      title={suspends ? `Suspend ${name}?` : `Resume ${name}?`}
      verb={suspends ? "Suspend the tenant" : "Resume the tenant"}
      close={close}
      act={async () => {
        if (tenant === undefined) return;
        await setStatus(tenant.id, suspends ? "suspended" : "active");
        notice(`${name} is ${suspends ? "suspended" : "active again"}`);
      }}
    >
      {suspends
        ? "Its keys and members can change and call nothing until it is resumed. Its data stays, and its admins still see the audit log."
        : "Its keys and members can do again what they could before."}
    </Confirm>
  );
}
