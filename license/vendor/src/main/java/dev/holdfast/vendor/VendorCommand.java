package dev.holdfast.vendor;

import dev.holdfast.vendor.shell.Noun;
import picocli.CommandLine.Command;

/** The command itself, with what holds for all of it. */
@Command(
    name = "holdfast-vendor",
    version = "holdfast-vendor 0.1.0",
    description = "Keys, licences and revocations of whoever ships Holdfast.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:a fault in holdfast-vendor itself",
      "2:the command was not understood",
      "3:a statement, key or value was refused",
      "4:a key could not be opened (passphrase, token)",
      "5:a file is missing, exists already, or cannot be written",
      "6:the ledger was changed after it was written",
      "7:a usage report cannot be trusted"
    })
final class VendorCommand extends Noun {}
