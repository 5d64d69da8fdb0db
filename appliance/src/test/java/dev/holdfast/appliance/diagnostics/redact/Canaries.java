package dev.holdfast.appliance.diagnostics.redact;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The shapes in which secrets are met in a Java product, each with a canary in it: the nineteen
 * that a survey of other products' redaction was made with, and some of our own.
 */
public final class Canaries {
  /** What is in every canary, and in nothing else. */
  public static final String MARK = "CaNaRy7";

  private Canaries() {}

  private static String canary(String name) {
    return MARK + name + "Zq9xW2vB4nM6";
  }

  /** Shape to a text that holds it. */
  public static Map<String, String> shapes() {
    Map<String, String> shapes = new LinkedHashMap<>();
    shapes.put("k8s-env", "{\"name\":\"DB_PASSWORD\",\"value\":\"" + canary("01") + "\"}");
    shapes.put(
        "k8s-env-escaped",
        "{\\\"name\\\": \\\"API_TOKEN\\\", \\\"value\\\": \\\"" + canary("02") + "\\\"}");
    shapes.put(
        "jdbc-semicolon",
        "jdbc:sqlserver://db;databaseName=x;user=sa;Password=" + canary("03") + ";encrypt=true");
    shapes.put("http-userinfo", "GET https://bob:" + canary("04") + "@example.test/path");
    shapes.put("postgres-url", "postgres://app:" + canary("05") + "@db:5432/app");
    shapes.put(
        "jdbc-question",
        "jdbc:postgresql://db/app?user=app&password=" + canary("06") + "&ssl=true");
    shapes.put("properties", "holdfast.database.password=" + canary("07"));
    shapes.put("yaml", "  client_secret: " + canary("08") + "\n  other: 1");
    shapes.put("dotenv", "export SMTP_PASSWORD='" + canary("09") + "'");
    shapes.put("bearer", "Authorization: Bearer " + canary("10"));
    shapes.put("jwt", "token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI" + MARK + "11aaaa.c2lnbmF0dXJl");
    shapes.put("basic", "Proxy-Authorization: Basic " + canary("12") + "==");
    shapes.put("cookie", "Cookie: holdfast_session=" + canary("13") + "; other=" + canary("13b"));
    shapes.put(
        "pem",
        "-----BEGIN PRIVATE KEY-----\nMIIEvQ" + canary("14") + "\nAAAA\n-----END PRIVATE KEY-----");
    shapes.put("json", "{\"passphrase\": \"" + canary("15") + " with blanks\"}");
    shapes.put("option", "java -jar x.jar --password " + canary("16") + " --port 1");
    shapes.put("system-property", "-Djavax.net.ssl.keyStorePassword=" + canary("17"));
    shapes.put("aws-env", "AWS_SECRET_ACCESS_KEY=" + canary("18"));
    shapes.put(
        "aws-id",
        "using AKIA" + "CANARY7AAAA18BBBB" + " for " + "AWS_ACCESS_KEY_ID=" + canary("19"));
    shapes.put("xml", "<entry><dbPassword type=\"x\">" + canary("20") + "</dbPassword></entry>");
    shapes.put("email", MARK.toLowerCase(java.util.Locale.ROOT) + ".person@customer-example.org");
    shapes.put("holdfast-key", "hf_" + canary("22"));
    shapes.put("openai-key", "sk-" + canary("23"));
    shapes.put("vault-token", "hvs." + canary("24"));
    shapes.put(
        "recovery-share", "hfr1-0123456789abcdef-2-3-1-" + canary("25") + "aaaaaaaaaa-00000000");
    shapes.put("dsn", "app:" + canary("26") + "@tcp(db:3306)/app");
    shapes.put("csrf", "X-CSRF-Token: " + canary("27"));
    shapes.put("licence", "{\"payload\":\"" + "QUFB".repeat(20) + MARK + "QUFB".repeat(20) + "\"}");
    shapes.put("two-lines", "\"name\": \"password\",\n  \"value\": \"" + canary("29") + "\"");
    shapes.put(
        "two-commented-lines",
        "# \"name\": \"password\",\n#   \"value\": \"" + canary("31") + "\"");
    shapes.put(
        "two-logged-lines",
        "10:00:01 INFO 'name': 'apiToken',\n10:00:01 INFO 'value': '" + canary("32") + "'");
    shapes.put("api-key-header", "x-api-key: " + canary("30"));
    return shapes;
  }
}
