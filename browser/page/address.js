/**
 * The secret in the link: a voting code or a trustee's token stands in the URL's fragment, which
 * browsers never send. It is taken out of the address bar when this module is first evaluated, so
 * that it is in no history, screenshot or shared link, and from then on it is in memory only.
 */

function takeFragment() {
  const fragment = location.hash.slice(1);
  if (fragment) history.replaceState(null, "", location.pathname + location.search);
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment; // a stray % sign: what it means is decided where it is read
  }
}

export let secretFromLink = takeFragment();

/** A link that is opened again in the same tab changes only the fragment: begin anew with it. */
export function onNewLink(begin) {
  addEventListener("hashchange", () => {
    const fresh = takeFragment();
    if (!fresh) return;
    secretFromLink = fresh;
    begin(fresh);
  });
}

/** The other language is another page: hand the secret over in the fragment, as the message did. */
export function keepInLanguageLinks(currentSecret) {
  for (const link of document.querySelectorAll(".languages a")) {
    link.addEventListener("click", () => {
      link.hash = currentSecret() ? encodeURIComponent(currentSecret()) : "";
    });
  }
}
