import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { modelsQuery, type Model, type Project, projectsQuery } from "../../../shared/reads/reads";
import { type Membership, useMay, useTenant } from "../../../shared/session/session";
import { ButtonLink } from "../../../shared/ui/ButtonLink";
import { Empty } from "../../../shared/ui/Empty";
import { IconClear, IconPlayground, IconProvider } from "../../../shared/ui/icons";
import { Loaded } from "../../../shared/ui/Loaded";
import { Page } from "../../../shared/ui/Page";
import { Panel } from "../../../shared/ui/Panel";
import { Ask } from "./Ask";
import { Controls, type Knobs } from "./Controls";
import classes from "./Playground.module.css";
import { TurnView } from "./TurnView";
import { useTalk } from "./useTalk";

/** Talks to a model through the whole road: budget, limits and audit included. */
export function PlaygroundPage() {
  const tenant = useTenant();
  const projects = useQuery(projectsQuery(tenant.id));
  const models = useQuery(modelsQuery(tenant.id));
  if (projects.data === undefined || models.data === undefined) {
    return (
      <Page title="Playground" about={ABOUT}>
        <Loaded query={projects}>{() => <Loaded query={models}>{() => null}</Loaded>}</Loaded>
      </Page>
    );
  }
  return (
    <Playground
      tenant={tenant}
      projects={projects.data}
      models={models.data.filter((model) => model.kind === "chat" && model.enabled)}
    />
  );
}

interface PlaygroundProps {
  tenant: Membership;
  projects: Project[];
  models: Model[];
}

const ABOUT =
  "Ask a model as a program would. Each question is budgeted and audited like any other call.";

function Playground({ tenant, projects, models }: PlaygroundProps) {
  const mayAdd = useMay("providers:write");
  const [knobs, setKnobs] = useState<Knobs>({
    project: null,
    model: null,
    system: "",
    temperature: "",
    maxTokens: "",
  });
  const { turns, coming, busy, say, stop, forget } = useTalk(tenant.id);
  const end = useRef<HTMLDivElement>(null);
  const project = projects.find((one) => one.id === knobs.project) ?? projects[0];
  const model = models.find((one) => one.id === knobs.model) ?? models[0];

  useEffect(() => {
    if (turns.length > 0) end.current?.scrollIntoView({ block: "nearest" });
  }, [turns.length, coming?.text]);

  if (models.length === 0) {
    return (
      <Page title="Playground" about={ABOUT}>
        <Panel>
          <Empty
            icon={<IconProvider size={20} />}
            title="No chat model yet"
            action={
              mayAdd ? (
                <ButtonLink to="/t/$tenant/providers" params={{ tenant: tenant.slug }}>
                  Go to providers
                </ButtonLink>
              ) : null
            }
          >
            {mayAdd
              ? "Add a provider first; the built-in simulator needs no account."
              : "A tenant admin can add a provider."}
          </Empty>
        </Panel>
      </Page>
    );
  }
  const number = (value: string | number) => (typeof value === "number" ? value : undefined);
  const send = (question: string) => {
    if (project === undefined || model === undefined) return;
    say(question, {
      project: project.id,
      model: model.id,
      system: knobs.system,
      temperature: number(knobs.temperature),
      maxTokens: number(knobs.maxTokens),
    });
  };
  return (
    <Page
      title="Playground"
      about={ABOUT}
      actions={
        turns.length === 0 ? null : (
          <Button variant="default" leftSection={<IconClear size={16} />} onClick={forget}>
            Start again
          </Button>
        )
      }
    >
      <div className={classes.layout}>
        <div className={classes.talk}>
          <div className={classes.turns} role="log" aria-label="Conversation">
            {turns.length === 0 ? (
              <Empty icon={<IconPlayground size={20} />} title={`Ask ${model?.id ?? "a model"}`}>
                The answer streams in, with its tokens, its cost and the time to its first token.
                Stop cancels it at the provider, too.
              </Empty>
            ) : (
              turns.map((turn) => (
                <TurnView
                  key={turn.id}
                  question={turn.question}
                  modelName={turn.model}
                  model={models.find((one) => one.id === turn.model)}
                  answer={turn.answer ?? coming}
                />
              ))
            )}
            <div ref={end} />
          </div>
          <Ask busy={busy} ready={project !== undefined} say={send} stop={stop} />
        </div>
        <Controls
          knobs={knobs}
          change={(some) => {
            setKnobs((old) => ({ ...old, ...some }));
          }}
          projects={projects}
          models={models}
          project={project}
          model={model}
        />
      </div>
    </Page>
  );
}
