import { ActionIcon, Button, Menu, Modal } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Role, ROLES } from "../../../shared/session/permission";
import { useMay, useSession, useTenant } from "../../../shared/session/session";
import { Confirm } from "../../../shared/ui/Confirm";
import { When } from "../../../shared/ui/Figures";
import { IconAdd, IconMore, IconRemove } from "../../../shared/ui/icons";
import { Loaded } from "../../../shared/ui/Loaded";
import { notice } from "../../../shared/ui/notice";
import { ProblemNote } from "../../../shared/ui/Notes";
import { Page } from "../../../shared/ui/Page";
import { Panel } from "../../../shared/ui/Panel";
import { Tag } from "../../../shared/ui/State";
import { type Column, Table } from "../../../shared/ui/Table";
import { useDialogMenu } from "../../../shared/ui/useDialogMenu";
import { MemberForm } from "./MemberForm";
import { type Member, membersQuery, useMemberChanges } from "./members";

/** Who belongs to the tenant, and in which role. */
export function MembersPage() {
  const tenant = useTenant();
  const { account } = useSession();
  const mayWrite = useMay("members:write");
  const members = useQuery(membersQuery(tenant.id));
  const changes = useMemberChanges(tenant.id);
  const [adding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<Member | undefined>();
  const [asking, setAsking] = useState(false);
  const changing = useMutation({
    mutationFn: ({ member, role }: { member: Member; role: Role }) =>
      changes.setRole(member.id, role),
    onSuccess: (_, { member, role }) => {
      notice(`${member.name} is ${role} now`);
    },
  });
  const columns: Column<Member>[] = [
    {
      head: "Name",
      cell: (member) => (
        <span>
          {member.name} {member.email === account.email ? <Tag>you</Tag> : null}
        </span>
      ),
    },
    { head: "E-mail address", cell: (member) => <span className="break">{member.email}</span> },
    { head: "Role", cell: (member) => member.role },
    { head: "Since", cell: (member) => <When at={member.createdAt} /> },
  ];
  if (mayWrite) {
    columns.push({
      head: "Actions",
      actions: true,
      cell: (member) => (
        <MemberMenu
          member={member}
          setRole={(role) => {
            changing.mutate({ member, role });
          }}
          remove={() => {
            setLeaving(member);
            setAsking(true);
          }}
        />
      ),
    });
  }
  const close = () => {
    setAdding(false);
  };
  return (
    <Page
      title="Members"
      about="An admin runs the tenant, a member uses models, a viewer looks, and nothing else."
      actions={
        mayWrite ? (
          <Button
            leftSection={<IconAdd size={16} />}
            onClick={() => {
              setAdding(true);
            }}
          >
            Add a member
          </Button>
        ) : null
      }
    >
      {changing.isError ? <ProblemNote error={changing.error} /> : null}
      <Loaded query={members}>
        {(all) => (
          <Panel flush>
            <Table label="Members" columns={columns} rows={all} rowKey={(member) => member.id} />
          </Panel>
        )}
      </Loaded>
      <Modal opened={adding} onClose={close} title="Add a member">
        <MemberForm tenant={tenant.id} close={close} />
      </Modal>
      <Confirm
        opened={asking}
        title={`Remove ${leaving?.name ?? ""}?`}
        verb="Remove the member"
        close={() => {
          setAsking(false);
        }}
        act={async () => {
          if (leaving === undefined) return;
          await changes.remove(leaving.id);
          notice(`${leaving.name} is no longer a member`);
        }}
      >
        They lose access to {tenant.name} at once. What they did stays in the audit log.
      </Confirm>
    </Page>
  );
}

interface MemberMenuProps {
  member: Member;
  setRole: (role: Role) => void;
  remove: () => void;
}

function MemberMenu({ member, setRole, remove }: MemberMenuProps) {
  const { button, menu, opening } = useDialogMenu();
  return (
    <Menu {...menu}>
      <Menu.Target>
        <ActionIcon ref={button} variant="subtle" color="gray" aria-label={`Change ${member.name}`}>
          <IconMore size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {ROLES.filter((role) => role !== member.role).map((role) => (
          <Menu.Item
            key={role}
            onClick={() => {
              setRole(role);
            }}
          >
            Make {role}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item color="red" leftSection={<IconRemove size={15} />} onClick={opening(remove)}>
          Remove
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
