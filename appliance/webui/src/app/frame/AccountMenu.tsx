import { Menu, useMantineColorScheme } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { PassphraseDialog } from "../../features/identity/session/PassphraseDialog";
import { signOut } from "../../features/identity/session/setup";
import { asProblem } from "../../shared/api/problem";
import { sessionQuery, useSession } from "../../shared/session/session";
import {
  IconCheck,
  IconKey,
  IconLeave,
  IconMoon,
  IconSelect,
  IconSun,
  IconSystem,
} from "../../shared/ui/icons";
import { notice } from "../../shared/ui/notice";
import { useDialogMenu } from "../../shared/ui/useDialogMenu";
import classes from "./RailMenu.module.css";

const SCHEMES = [
  { value: "light", label: "Light", icon: IconSun },
  { value: "dark", label: "Dark", icon: IconMoon },
  { value: "auto", label: "Like the system", icon: IconSystem },
] as const;

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .map((word) => word.charAt(0))
    .filter((_, at, all) => at === 0 || at === all.length - 1)
    .join("")
    .toUpperCase();

/** Who is signed in, the colours, and the way out. */
export function AccountMenu() {
  const { account, operator, version } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [opened, dialog] = useDisclosure(false);
  const { button, menu, opening } = useDialogMenu();
  const client = useQueryClient();
  const navigate = useNavigate();
  const leave = async () => {
    try {
      await signOut();
    } catch (thrown) {
      notice(asProblem(thrown).title);
      return;
    }
    await navigate({ to: "/sign-in" });
    client.clear();
    client.setQueryData(sessionQuery.queryKey, null);
  };
  return (
    <>
      <PassphraseDialog opened={opened} close={dialog.close} />
      <Menu {...menu} width={216} position="top-start">
        <Menu.Target>
          <button ref={button} type="button" className={classes.button}>
            <span className={classes.face} aria-hidden="true">
              {initials(account.name)}
            </span>
            <span className="visually-hidden">Account of </span>
            <span className={classes.words}>
              <span>{account.name}</span>
              <span className={classes.small}>{operator ? "Operator" : account.email}</span>
            </span>
            <IconSelect size={16} aria-hidden="true" />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{account.email}</Menu.Label>
          <Menu.Divider />
          <Menu.Label>Colours</Menu.Label>
          {SCHEMES.map(({ value, label, icon: Icon }) => (
            <Menu.Item
              key={value}
              closeMenuOnClick={false}
              leftSection={<Icon size={15} />}
              rightSection={value === colorScheme ? <IconCheck size={15} /> : null}
              onClick={() => {
                setColorScheme(value);
              }}
            >
              {label}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item leftSection={<IconKey size={15} />} onClick={opening(dialog.open)}>
            Change your passphrase
          </Menu.Item>
          <Menu.Item leftSection={<IconLeave size={15} />} onClick={() => void leave()}>
            Sign out
          </Menu.Item>
          <Menu.Divider />
          <Menu.Label>Holdfast {version}</Menu.Label>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
