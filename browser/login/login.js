// Moves the one-time token from the link's fragment, which no server sees, into the form.

function logIn() {
  const token = location.hash.slice(1);
  if (!token) return;
  history.replaceState(null, "", location.pathname + location.search);
  const form = document.getElementById("login");
  form.elements.token.value = token;
  form.requestSubmit();
}

// A link that is opened where this page already stands changes only the fragment.
addEventListener("hashchange", logIn);
logIn();
