// Passkeys and security keys: <form data-passkey="create|get" hidden> with a field `credential`.
// The options come from the JSON element data-passkey-options="#id", or from data-passkey-url.
// The form shows itself where the browser can do this; what goes wrong is told in its [role=alert].

const byName = !/^[\d.]+$|^\[/.test(location.hostname); // a key belongs to a name, never to an IP
const able = byName && Boolean(window.PublicKeyCredential?.parseRequestOptionsFromJSON);

for (const form of document.querySelectorAll("form[data-passkey]")) form.hidden = !able;
for (const note of document.querySelectorAll("[data-passkey-missing]")) note.hidden = able;

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-passkey]");
  if (!form) return;
  event.preventDefault();
  const alert = form.querySelector("[role=alert]");
  alert.hidden = true;
  try {
    const options = await readOptions(form);
    form.elements.credential.value = JSON.stringify(await ask(form, options));
    form.submit();
  } catch (error) {
    console.warn(error);
    alert.hidden = false;
  }
});

async function readOptions({ dataset }) {
  if (dataset.passkeyOptions) return JSON.parse(document.querySelector(dataset.passkeyOptions).textContent);
  const response = await fetch(dataset.passkeyUrl, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`${response.status}`);
  return response.json();
}

function ask(form, options) {
  if (form.dataset.passkey === "get") {
    const { publicKey } = options.request_options;
    return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) });
  }
  const { publicKey } = options.creation_options;
  const alone = form.elements.passwordless.checked; // it is to log in without a password
  Object.assign((publicKey.authenticatorSelection ||= {}), {
    residentKey: alone ? "required" : "discouraged",
    requireResidentKey: alone,
    ...(alone && { userVerification: "required" }),
  });
  return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) });
}
