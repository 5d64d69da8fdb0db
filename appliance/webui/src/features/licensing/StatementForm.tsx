import { Button, FileButton, Textarea } from "@mantine/core";
import { type DragEvent, type SubmitEvent, useState } from "react";
import { IconUpload } from "../../shared/ui/icons";
import { ProblemNote } from "../../shared/ui/Notes";
import classes from "./Licence.module.css";

/** A statement is a few kilobytes; what is much larger is some other file. */
const LARGEST = 256 * 1024;

interface StatementFormProps {
  /** What the file is, for people: "licence", "clock reset". */
  what: string;
  verb: string;
  pending: boolean;
  error: Error | null;
  /** Hands the text over; `taken` empties the form. */
  give: (text: string, taken: () => void) => void;
}

/** Takes a file that the vendor signed: by drop, by choice or by paste. */
export function StatementForm({ what, verb, pending, error, give }: StatementFormProps) {
  const [statement, setStatement] = useState("");
  const [over, setOver] = useState(false);
  const [wrong, setWrong] = useState<string | undefined>();
  const add = (text: string) => {
    give(text, () => {
      setStatement("");
    });
  };
  const take = async (file: File | null | undefined) => {
    if (file === null || file === undefined) return;
    if (file.size > LARGEST) {
      setWrong(`${file.name} is too large to be a ${what}.`);
      return;
    }
    setWrong(undefined);
    const text = await file.text();
    setStatement(text);
    add(text);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files[0]);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    add(statement);
  };
  return (
    <form onSubmit={submit} className={classes.form}>
      <div
        className={classes.drop}
        data-over={over ? true : undefined}
        onDrop={onDrop}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => {
          setOver(false);
        }}
      >
        <IconUpload size={20} aria-hidden="true" />
        <span>Drop the {what} file here, or</span>
        <FileButton
          onChange={(file) => void take(file)}
          accept=".lic,.licence,.license,.json,.txt,.holdfast-clock"
        >
          {(props) => (
            <Button {...props} size="xs" variant="default">
              Choose the file
            </Button>
          )}
        </FileButton>
      </div>
      <Textarea
        label="Or paste its text"
        autosize
        minRows={2}
        maxRows={6}
        spellCheck={false}
        classNames={{ input: "mono" }}
        value={statement}
        error={wrong}
        onChange={(event) => {
          setStatement(event.currentTarget.value);
        }}
      />
      {error === null ? null : <ProblemNote error={error} />}
      <div>
        <Button type="submit" loading={pending} disabled={statement.trim() === ""}>
          {verb}
        </Button>
      </div>
    </form>
  );
}
