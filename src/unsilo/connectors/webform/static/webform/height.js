// Tells the page around us how much room the form needs.
const tell = () => parent.postMessage({ unsiloHeight: document.body.scrollHeight }, "*");
new ResizeObserver(tell).observe(document.body);
tell();
