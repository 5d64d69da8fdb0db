import { ActionIcon, Button, Menu, Switch } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { plural } from "../../../shared/format/count";
import { When } from "../../../shared/ui/Figures";
import { IconEdit, IconMore, IconRemove, IconTest } from "../../../shared/ui/icons";
import { notice } from "../../../shared/ui/notice";
import { ProblemNote } from "../../../shared/ui/Notes";
import { State, Tag } from "../../../shared/ui/State";
import { useDialogMenu } from "../../../shared/ui/useDialogMenu";
import { kindLabel, type Provider, useProviderChanges, useTest } from "./providers";
import classes from "./Provider.module.css";
import { TestNote } from "./TestNote";

interface ProviderCardProps {
  tenant: string;
  provider: Provider;
  mayWrite: boolean;
  edit: () => void;
  remove: () => void;
}

/** One provider: its state, its test, its switch. */
export function ProviderCard({ tenant, provider, mayWrite, edit, remove }: ProviderCardProps) {
  const changes = useProviderChanges(tenant);
  const testing = useTest(tenant);
  const switching = useMutation({
    mutationFn: (enabled: boolean) => changes.change(provider.id, { enabled }),
    onSuccess: (_, enabled) => {
      notice(`${provider.name} is ${enabled ? "on" : "off"}`);
    },
  });
  const { button, menu, opening } = useDialogMenu();
  const secret = provider.hasSecret ? "secret stored" : "no secret";
  return (
    <li className={classes.card}>
      <div className={classes.who}>
        <div className={classes.name}>
          {provider.name} <Tag>{kindLabel(provider.kind)}</Tag>
          <State tone={provider.enabled ? "good" : "quiet"}>
            {provider.enabled ? "on" : "off"}
          </State>
        </div>
        <div className={`${classes.meta} break`}>
          {provider.kind === "openai" ? `${provider.baseUrl}, ${secret}, ` : ""}
          {plural(provider.models.length, "model")}, added <When at={provider.createdAt} />
        </div>
      </div>
      {mayWrite ? (
        <div className={classes.does}>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconTest size={14} />}
            loading={testing.isPending}
            aria-label={`Test ${provider.name}`}
            onClick={() => {
              testing.mutate(provider.id);
            }}
          >
            Test
          </Button>
          <Switch
            aria-label={`${provider.name} is on`}
            checked={provider.enabled}
            disabled={switching.isPending}
            onChange={(event) => {
              switching.mutate(event.currentTarget.checked);
            }}
          />
          <Menu {...menu}>
            <Menu.Target>
              <ActionIcon
                ref={button}
                variant="subtle"
                color="gray"
                aria-label={`More for ${provider.name}`}
              >
                <IconMore size={16} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconEdit size={15} />} onClick={opening(edit)}>
                Change
              </Menu.Item>
              <Menu.Item
                color="red"
                leftSection={<IconRemove size={15} />}
                onClick={opening(remove)}
              >
                Remove
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </div>
      ) : null}
      {testing.isIdle && !switching.isError ? null : (
        <div className={classes.result} aria-live="polite">
          <TestNote testing={testing} />
          {switching.isError ? <ProblemNote error={switching.error} /> : null}
        </div>
      )}
    </li>
  );
}
