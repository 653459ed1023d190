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

/**
 * Only what can be read counts: a form's token is another one each time. Where parts are marked as
 * live, nothing else is touched: what someone types beside them stays.
 */
function show(page) {
  const live = [...content.querySelectorAll("[data-live]")];
  if (live.length === 0) return replace(content, page.getElementById("content"));
  live.forEach((part) => replace(part, page.getElementById(part.id)));
}

function replace(part, fresh) {
  if (fresh === null || fresh.textContent === part.textContent) return;
  if (part === content) document.title = fresh.ownerDocument.title;
  part.replaceChildren(...fresh.childNodes);
}

async function look() {
  const page = document.hidden ? null : await fetchPage();
  if (page) show(page);
  if (!page || page.querySelector("[data-refresh]")) setTimeout(look, PAUSE);
}

setTimeout(look, PAUSE);
