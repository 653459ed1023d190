// An organisation's identity provider. Who logs in as `name` has the address that follows from it.
// Arguments: port, redirect address, client secret. Prints a line when it listens.
import Provider from "oidc-provider";

const [port, redirect, secret] = process.argv.slice(2);
const address = (id) => (id.includes("@") ? id : `${id}@school.example`);
const page = `<!doctype html><html lang="en"><title>De School</title><link rel="icon" href="data:,"><main><h1>De School</h1><form method="post">
<label>Name <input name="name"></label> <button>Log in</button> <button name="cancel" value="1">Cancel</button></form></main>`;

const provider = new Provider(`http://localhost:${port}`, {
  clients: [{ client_id: "stembus", client_secret: secret, redirect_uris: [redirect] }],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  pkce: { required: () => true },
  // Its own pages would fetch a typeface from elsewhere.
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, email: address(id), email_verified: !id.startsWith("new"), name: id }),
  }),
  async loadExistingGrant(ctx) {
    const { client, session } = ctx.oidc;
    const grant = new ctx.oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope("openid email profile");
    await grant.save();
    return grant;
  },
});

async function body(request) {
  let text = "";
  for await (const part of request) text += part;
  return new URLSearchParams(text);
}

provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith("/interaction/")) return next();
  if (ctx.method !== "POST") {
    ctx.body = page;
    return undefined;
  }
  const form = await body(ctx.req);
  const result = form.has("cancel") ? { error: "access_denied" } : { login: { accountId: form.get("name") } };
  ctx.respond = false;
  return provider.interactionFinished(ctx.req, ctx.res, result, { mergeWithLastSubmission: false });
});
provider.listen(Number(port), "127.0.0.1", () => console.log("listening"));
