// Signing in with a key or a token; the browser keeps a session, never the key.

import { about, t } from "../about.js";
import { byId } from "../dom.js";
import { start } from "../page.js";

await start(() => {
  const form = /** @type {HTMLFormElement} */ (byId("form"));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const key = String(new FormData(form).get("key") ?? "").trim();
    const answer = await fetch("/sign-in", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ key }) });
    if (answer.ok) {
      const next = new URLSearchParams(location.search).get("next") ?? "/";
      location.assign(next.startsWith("/") && !next.startsWith("//") && !next.startsWith("/\\") ? next : "/");
      return;
    }
    const error = byId("error");
    error.textContent = answer.status === 401 ? t("sign_in.failed") : `${t("failed")} (${answer.status})`;
    error.hidden = false;
  });
  for (const button of form.querySelectorAll("button")) button.disabled = false; // until now the browser itself would have sent the form
  if (about.visitor && !about.visitor.open) location.assign("/");
});
