// A release as a vendor builds it, in a copy of the sources: what it trusts, and what it says to a licence of ./run demo.
// usage: release.mjs CHECKOUT DEMO_LICENCE OWN_LICENCE   (from the copy; ./test release makes all of it)
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Appliance, newHome, removeHome, root, run, tool } from "./appliance.mjs";
import { Session } from "./session.mjs";

const [checkout, demoLicence, ownLicence] = process.argv.slice(2);
const release = join(root, "appliance/target/dist/lib");
let failed = 0;

function holds(what, held, otherwise = "") {
  if (!held) failed += 1;
  console.log(`  ${held ? "✓" : "✗"} ${what}${held ? "" : ` ${otherwise}`}`);
}

async function trusts() {
  const ours = await tool("vendor", ["keys", "check-anchors", "--release", release]);
  holds("the release has one anchors.json, and no development root in it", ours.code === 0, ours.err);
  holds("its root is the vendor's", ours.out.includes("Root release-check, version 1"), ours.out);
  const development = await tool("vendor", ["keys", "check-anchors", "--release", join(checkout, "appliance/target/dist/lib")]);
  holds("the same check refuses this checkout's development build", development.code === 3, development.out);
  for (const jar of readdirSync(release).filter((name) => name.endsWith(".jar"))) {
    const listed = await run("jar", ["tf", join(release, jar)]);
    const keys = [];
    for (const name of listed.out.split("\n").filter((each) => /\.pem$|passphrase$|license-vendor/.test(each))) {
      if (!(await isCertificate(join(release, jar), name))) keys.push(name);
    }
    if (listed.code !== 0 || keys.length > 0) holds(`${jar} carries no key`, false, keys.join(" ") || listed.err);
  }
  holds("no jar carries a private key, a passphrase or the vendor's tool", !readdirSync(release).some((name) => name.startsWith("license-vendor")));
}

/** A library may carry certificates of somebody's (acme4j has one of a test server's): they are no secret, and the anchors are looked at above. */
async function isCertificate(jar, name) {
  const place = newHome();
  try {
    const taken = await run("jar", ["xf", jar, name], { cwd: place });
    if (taken.code !== 0) return false;
    const kinds = readFileSync(join(place, name), "utf8").match(/-----BEGIN [A-Z0-9 ]+-----/g) ?? [];
    return kinds.length > 0 && kinds.every((kind) => kind === "-----BEGIN CERTIFICATE-----");
  } finally {
    removeHome(place);
  }
}

async function refusesToBuild() {
  const folder = join(checkout, "license/anchors/target/development");
  const built = await run("mvn", ["-q", "-B", "-Dquick", "-Dmaven.test.skip", `-Dholdfast.anchors=${folder}`, "-pl", "license/anchors", "-am", "package"]);
  holds("a release build with a development root fails", built.code !== 0 && (built.out + built.err).includes("which no release may carry"), built.err);
}

async function licences() {
  const appliance = new Appliance();
  try {
    await appliance.start();
    const session = new Session(appliance.url);
    await session.setUp(appliance.setupToken);
    const before = await session.get("/api/platform/licence");
    holds("the running release says that it is none for development", before.development === false);
    const refused = await session.post("/api/platform/licence", { statement: readFileSync(demoLicence, "utf8") }).catch((problem) => problem);
    holds("it says no to a licence made by ./run demo", refused.code === "licence_signature_invalid", JSON.stringify(refused.body ?? refused));
    const own = await session.post("/api/platform/licence", { statement: readFileSync(ownLicence, "utf8") }).catch((problem) => problem);
    holds("and yes to one that its own vendor signed", own.state === "valid", JSON.stringify(own.body ?? own));
  } finally {
    await appliance.dispose();
  }
}

await trusts();
await refusesToBuild();
await licences();
process.exitCode = failed === 0 ? 0 : 1;
