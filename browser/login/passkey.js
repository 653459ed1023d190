// Asks the browser for a passkey (Web Authentication, level 3) and sends what it answers.

function serialised(form) {
  return JSON.parse(form.querySelector("#passkey-options").textContent).publicKey;
}

const ways = {
  create: (options) =>
    navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }),
  get: (options) => navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }),
};

async function answer(form) {
  const failed = form.querySelector("[role=alert][hidden]");
  try {
    const credential = await ways[form.dataset.passkey](serialised(form));
    form.elements.credential.value = JSON.stringify(credential.toJSON());
    form.submit();
  } catch {
    // Closed by the person, taken too long, or not possible here: the page says what else to do.
    failed.hidden = false;
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.hidden = !("PublicKeyCredential" in window);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    answer(form);
  });
}
