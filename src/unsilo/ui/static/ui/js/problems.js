// A request that failed says so, in words of the server where it sent any.

const words = JSON.parse(document.body.dataset.words);

function toast(text, source) {
  if (source?.closest?.("[data-quiet]")) return;
  dispatchEvent(new CustomEvent("toast", { detail: { text } }));
}

function told(xhr) {
  const type = xhr.getResponseHeader("Content-Type") || "";
  if (type.startsWith("text/plain")) return xhr.responseText.trim().slice(0, 300);
  if (!type.includes("json")) return "";
  try {
    const problem = JSON.parse(xhr.responseText);
    return problem.detail || problem.title || "";
  } catch {
    return "";
  }
}

function known({ status }) {
  return words[`http${status}`] || (status >= 500 ? words.http500 : words.http400);
}

document.addEventListener("htmx:responseError", ({ detail }) => {
  toast(told(detail.xhr) || known(detail.xhr), detail.elt);
});
document.addEventListener("htmx:sendError", ({ detail }) => toast(words.network, detail.elt));
document.addEventListener("htmx:timeout", ({ detail }) => toast(words.timeout, detail.elt));

// A form sent back with 422 is HTML and is swapped in; any other answer to a failure is words.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const html = (detail.xhr.getResponseHeader("Content-Type") || "").startsWith("text/html");
  if (detail.xhr.status !== 422 || html) return;
  detail.shouldSwap = false;
  detail.isError = true;
});

// The login page in place of a part of the page: the session is over, so load the whole page.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (!event.detail.serverResponse?.includes('<meta name="ui-page" content="auth">')) return;
  event.preventDefault();
  location.reload();
});
