package dev.holdfast.installer.install;

import dev.holdfast.installer.answers.Answers;
import dev.holdfast.installer.answers.Answers.Acme;
import dev.holdfast.installer.answers.Answers.DatabaseKind;
import dev.holdfast.installer.answers.Answers.KmsKind;
import dev.holdfast.installer.answers.Answers.Mail;
import dev.holdfast.installer.answers.Answers.MailKind;
import dev.holdfast.installer.answers.Answers.Mode;
import dev.holdfast.installer.answers.Answers.ServiceUser;
import dev.holdfast.installer.answers.Answers.TlsKind;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the answers come to in {@code holdfast.properties} and in the unit's drop-ins. */
final class Configuration {
  static final String DATABASE_PASSWORD = "database.password";
  static final String TLS_CERTIFICATE = "tls.crt";
  static final String TLS_KEY = "tls.key";
  static final String ACME_AUTHORITY = "acme-ca.pem";
  static final String ACME_HMAC = "acme.hmac";

  /** Where holdfast-acme.service passes on to. */
  static final int ACME_PORT = 8402;

  static final String KMS_KEY = "kms.key";
  static final String MAIL_PASSWORD = "mail.password";
  static final String BUNDLED_ROLE = "holdfast";
  static final String BACKUPS = "/var/backups/holdfast";
  private static final String NIGHT = "02:15";
  private static final String CREDENTIALS = "/run/credentials/holdfast.service/";

  private Configuration() {}

  static byte[] properties(Answers answers) {
    StringBuilder text =
        new StringBuilder(
            "# Written by holdfastctl install; docs/configuration.md lists every key.\n"
                + "# Secrets are not in here: systemd hands them to the service as credentials.\n");
    keys(answers)
        .forEach(
            (key, value) ->
                text.append(key).append(" = ").append(value.replace("\\", "\\\\")).append('\n'));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, String> keys(Answers answers) {
    Map<String, String> keys = new LinkedHashMap<>();
    keys.put("holdfast.server.host", answers.server().host());
    keys.put("holdfast.server.port", Integer.toString(answers.server().port()));
    keys.put(
        "holdfast.server.management-port", Integer.toString(answers.server().managementPort()));
    if (!answers.server().trustedProxies().isEmpty()) {
      keys.put(
          "holdfast.server.trusted-proxies", String.join(",", answers.server().trustedProxies()));
    }
    if (answers.database().kind() != DatabaseKind.H2) {
      keys.put("holdfast.database.url", databaseUrl(answers));
      keys.put(
          "holdfast.database.username",
          answers.database().kind() == DatabaseKind.BUNDLED
              ? BUNDLED_ROLE
              : answers.database().username());
      keys.put("holdfast.database.password-file", CREDENTIALS + DATABASE_PASSWORD);
    }
    if (answers.kms().kind() == KmsKind.VAULT) {
      keys.put("holdfast.kms.provider", "vault-transit");
      keys.put("holdfast.kms.vault.address", answers.kms().address());
      keys.put("holdfast.kms.vault.mount", answers.kms().mount());
      keys.put("holdfast.kms.vault.key", answers.kms().key());
      keys.put("holdfast.kms.vault.token-file", answers.kms().tokenFile());
      if (!answers.kms().caFile().isEmpty()) {
        keys.put("holdfast.kms.vault.ca-file", answers.kms().caFile());
      }
    }
    if (answers.tls().kind() == TlsKind.FILES) {
      keys.put("holdfast.tls.certificate-file", CREDENTIALS + TLS_CERTIFICATE);
      keys.put("holdfast.tls.key-file", CREDENTIALS + TLS_KEY);
    }
    if (answers.tls().kind() == TlsKind.ACME) {
      acme(keys, answers.tls().acme());
    }
    if (!answers.tls().names().isEmpty()) {
      keys.put("holdfast.tls.names", String.join(",", answers.tls().names()));
    }
    if (answers.mode() == Mode.AIR_GAPPED) {
      keys.put("holdfast.egress.mode", "listed");
      keys.put("holdfast.egress.allow", String.join(",", outbound(answers)));
    }
    // A user that systemd makes for each run can own nothing outside of its state directory.
    if (answers.service().user() == ServiceUser.FIXED) {
      keys.put("holdfast.backup.directory", BACKUPS);
    }
    if (answers.service().nightlyBackup()) {
      keys.put("holdfast.backup.at", NIGHT);
    }
    if (answers.database().pointInTime()) {
      keys.put("holdfast.backup.point-in-time.enabled", "true");
    }
    if (answers.server().mail().kind() == MailKind.SMTP) {
      mail(keys, answers.server().mail());
    }
    return keys;
  }

  /** Port 80 is systemd's (holdfast-acme.socket), which passes on what comes to it. */
  private static void acme(Map<String, String> keys, Acme acme) {
    String prefix = "holdfast.tls.acme.";
    keys.put("holdfast.tls.mode", "acme");
    keys.put(prefix + "directory", acme.directory());
    if (!acme.email().isEmpty()) {
      keys.put(prefix + "email", acme.email());
    }
    if (!acme.caFile().isEmpty()) {
      keys.put(prefix + "ca-file", CREDENTIALS + ACME_AUTHORITY);
    }
    if (acme.binds()) {
      keys.put(prefix + "key-id", acme.keyId());
      keys.put(prefix + "hmac-file", CREDENTIALS + ACME_HMAC);
    }
    if (acme.termsAgreed()) {
      keys.put(prefix + "terms-agreed", "true");
    }
    keys.put(prefix + "http-host", "127.0.0.1");
    keys.put(prefix + "http-port", Integer.toString(ACME_PORT));
  }

  private static void mail(Map<String, String> keys, Mail mail) {
    String prefix = "holdfast.licensing.mail.";
    keys.put(prefix + "host", mail.host());
    keys.put(prefix + "port", Integer.toString(mail.port()));
    keys.put(prefix + "security", mail.security().name().toLowerCase(Locale.ROOT));
    keys.put(prefix + "from", mail.from());
    keys.put(prefix + "to", String.join(",", mail.to()));
    if (mail.signsIn()) {
      keys.put(prefix + "username", mail.username());
      keys.put(prefix + "password-file", CREDENTIALS + MAIL_PASSWORD);
    }
  }

  static String databaseUrl(Answers answers) {
    return answers.database().kind() == DatabaseKind.BUNDLED
        ? "jdbc:postgresql://127.0.0.1:" + answers.database().port() + "/holdfast"
        : answers.database().url();
  }

  /** What was listed, and what the operator's own choices need. */
  static List<String> outbound(Answers answers) {
    List<String> all = new ArrayList<>(answers.server().outbound());
    if (answers.database().kind() == DatabaseKind.POSTGRESQL) {
      all.add(hostAndPort(answers.database().url().substring("jdbc:".length()), 5432));
    }
    if (answers.kms().kind() == KmsKind.VAULT) {
      all.add(hostAndPort(answers.kms().address(), 443));
    }
    if (answers.tls().kind() == TlsKind.ACME) {
      all.add(hostAndPort(answers.tls().acme().directory(), 443));
    }
    Mail mail = answers.server().mail();
    if (mail.kind() == MailKind.SMTP) {
      all.add(mail.host() + ":" + mail.port());
    }
    return all.stream().distinct().toList();
  }

  private static String hostAndPort(String url, int otherwise) {
    URI uri = URI.create(url);
    return uri.getHost() + ":" + (uri.getPort() < 0 ? otherwise : uri.getPort());
  }

  /** The secrets, as credentials. */
  static String credentials(Answers answers, boolean sealed) {
    StringBuilder text = new StringBuilder("[Service]\n");
    if (answers.kms().kind() == KmsKind.LOCAL) {
      text.append(
          sealed
              ? "LoadCredentialEncrypted=kms.key:/etc/holdfast/credentials/kms.key.cred\n"
              : "LoadCredential=kms.key:/etc/holdfast/credentials/kms.key\n");
    }
    if (answers.database().kind() != DatabaseKind.H2) {
      text.append(load(DATABASE_PASSWORD));
    }
    if (answers.tls().kind() == TlsKind.FILES) {
      text.append(load(TLS_CERTIFICATE)).append(load(TLS_KEY));
    }
    if (answers.tls().kind() == TlsKind.ACME) {
      text.append(answers.tls().acme().caFile().isEmpty() ? "" : load(ACME_AUTHORITY))
          .append(answers.tls().acme().binds() ? load(ACME_HMAC) : "");
    }
    if (answers.server().mail().signsIn()) {
      text.append(load(MAIL_PASSWORD));
    }
    if (answers.database().kind() == DatabaseKind.BUNDLED) {
      text.insert(0, "[Unit]\nRequires=holdfast-postgresql.service\n\n");
    }
    return text.toString();
  }

  private static String load(String name) {
    return "LoadCredential=" + name + ":/etc/holdfast/credentials/" + name + "\n";
  }

  /**
   * The kernel's half of the air gap: packets to any address that is not listed are dropped, and
   * packets from everywhere else too, except from the networks that people come from, which cannot
   * be known here. So inbound addresses that are not private are refused as well.
   */
  static String airGap(Answers answers) {
    StringBuilder text =
        new StringBuilder(
            "# Packets to and from every other address are dropped by the kernel. Names are not"
                + " known to it: list the address of each host that is named in"
                + " holdfast.egress.allow.\n"
                + "[Service]\n"
                + "IPAddressDeny=any\n"
                + "IPAddressAllow=localhost\n"
                + "IPAddressAllow=10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 fc00::/7 fe80::/10\n");
    for (String each : outbound(answers)) {
      String address = each.replaceFirst(":\\d+$", "");
      if (address.matches("[0-9.]+(/\\d+)?|[0-9a-fA-F:]+(/\\d+)?")) {
        text.append("IPAddressAllow=").append(address).append('\n');
      }
    }
    return text.toString();
  }

  /**
   * The service with a user that systemd makes for each run. Its configuration is readable for
   * everybody then (it holds no secret): no group exists beforehand that it could be given to.
   */
  static String dynamicUser() {
    return "[Service]\nDynamicUser=yes\nConfigurationDirectoryMode=0755\n";
  }

  /**
   * The doctor as the same user: units that name the same user share it. The home lies behind a
   * folder that only root may enter, and is shown to those who say that it is theirs.
   */
  static String dynamicDoctor() {
    return "[Service]\nDynamicUser=yes\nStateDirectory=holdfast\nStateDirectoryMode=0700\n";
  }

  /** Who may read the configuration: a dynamic user has no group to give it to. */
  static String group(Answers answers) {
    return answers.service().user() == ServiceUser.DYNAMIC ? "root" : "holdfast";
  }
}
