// Moves the one-time token from the link's fragment, which no server sees, into the form.

const token = window.location.hash.slice(1);
if (token) {
  history.replaceState(null, "", window.location.pathname + window.location.search);
  const form = document.getElementById("login");
  form.elements.token.value = token;
  form.requestSubmit();
}
