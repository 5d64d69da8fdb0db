import { MantineProvider } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { Loaded } from "./Loaded";

type Part = Pick<UseQueryResult<string>, "data" | "isError" | "error">;

const shown = (part: Part): string =>
  renderToStaticMarkup(
    <MantineProvider>
      <Loaded query={{ ...part, refetch: () => undefined } as unknown as UseQueryResult<string>}>
        {(data) => <p>{data}</p>}
      </Loaded>
    </MantineProvider>,
  );

const refused = { isError: true, error: new Error("The database does not answer") };

test("what is known stays where asking again fails, and the failure is said", () => {
  const page = shown({ data: "as it was", ...refused });
  expect(page).toContain("as it was");
  expect(page).toContain('role="alert"');
  expect(page).toContain("Try again");
});

test("where nothing is known there is the failure alone, and before that a skeleton", () => {
  expect(shown({ data: undefined, ...refused })).toContain('role="alert"');
  const waiting = shown({ data: undefined, isError: false, error: null });
  expect(waiting).toContain('aria-busy="true"');
  expect(waiting).not.toContain('role="alert"');
});

test("what arrived is shown without a word more", () => {
  expect(shown({ data: "as it is", isError: false, error: null })).not.toContain("alert");
});
