// A page on which the server is busy: looks every few seconds and shows what has changed, without
// the jump of a reload. It ends when the server's page no longer asks for it.

const PAUSE = 3000;
const content = document.getElementById("content");

/** The page as the server has it now; null: no answer, or no longer logged in. */
async function fetchPage() {
  const answer = await fetch(location.href, { cache: "no-store", redirect: "error" }).catch(() => null);
  if (!answer?.ok) return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

/** Only what can be read counts: a form's token is another one each time. */
function show(page) {
  const fresh = page.getElementById("content");
  if (fresh.textContent === content.textContent) return;
  document.title = page.title;
  content.replaceChildren(...fresh.childNodes);
}

async function look() {
  const page = document.hidden ? null : await fetchPage();
  if (page) show(page);
  if (!page || page.querySelector("[data-refresh]")) setTimeout(look, PAUSE);
}

setTimeout(look, PAUSE);
