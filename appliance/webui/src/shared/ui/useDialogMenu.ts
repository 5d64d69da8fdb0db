import { useRef, useState } from "react";

/**
 * A menu whose items open dialogs. A menu gives focus back to its button a moment after it closed,
 * and would take it out of the dialog again; so the button has it before the dialog opens, which
 * gives it back there when it closes.
 */
export function useDialogMenu() {
  const button = useRef<HTMLButtonElement>(null);
  const [toDialog, setToDialog] = useState(false);
  return {
    button,
    menu: {
      returnFocus: !toDialog,
      onOpen: () => {
        setToDialog(false);
      },
    },
    opening: (open: () => void) => () => {
      button.current?.focus();
      setToDialog(true);
      open();
    },
  };
}
