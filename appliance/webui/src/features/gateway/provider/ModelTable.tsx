import { Button } from "@mantine/core";
import type { Model } from "../../../shared/reads/reads";
import { Money } from "../../../shared/ui/Figures";
import { Tag } from "../../../shared/ui/State";
import { type Column, Table } from "../../../shared/ui/Table";

interface ModelTableProps {
  models: Model[];
  /** Undefined for somebody who may not. */
  price: ((model: Model) => void) | undefined;
}

/** The models that the tenant's providers offer, and what each costs per million tokens. */
export function ModelTable({ models, price }: ModelTableProps) {
  const columns: Column<Model>[] = [
    { head: "Model", cell: (model) => <span className="mono">{model.id}</span> },
    { head: "Provider", cell: (model) => model.provider },
    { head: "Kind", cell: (model) => <Tag>{model.kind}</Tag> },
    {
      head: "Input",
      number: true,
      cell: (model) => <Money nanos={model.inputNanosPerMillion} exact />,
    },
    {
      head: "Cached input",
      number: true,
      wideOnly: true,
      cell: (model) =>
        model.cachedInputNanosPerMillion === null && model.inputNanosPerMillion !== null ? (
          "as input"
        ) : (
          <Money nanos={model.cachedInputNanosPerMillion} exact />
        ),
    },
    {
      head: "Output",
      number: true,
      cell: (model) =>
        model.kind === "embedding" ? "none" : <Money nanos={model.outputNanosPerMillion} exact />,
    },
    { head: "Price from", wideOnly: true, cell: (model) => model.priceSource ?? "nobody" },
  ];
  if (price !== undefined) {
    columns.push({
      head: "Actions",
      actions: true,
      cell: (model) => (
        <Button
          size="compact-xs"
          variant="default"
          aria-label={`Price of ${model.id}`}
          onClick={() => {
            price(model);
          }}
        >
          Price
        </Button>
      ),
    });
  }
  return (
    <Table
      label="Models and prices"
      columns={columns}
      rows={models}
      rowKey={(model) => `${model.providerId}/${model.id}`}
    />
  );
}
