(() => {
  const place = document.currentScript;
  const frame = document.createElement("iframe");
  frame.src = "{{ url|escapejs }}?embed";
  frame.title = "{{ title|escapejs }}";
  frame.style.width = "100%";
  frame.style.height = "640px";
  frame.style.border = "0";
  place.after(frame);
  addEventListener("message", (event) => {
    const height = Number(event.data && event.data.unsiloHeight);
    if (event.source === frame.contentWindow && height > 0) frame.style.height = `${Math.min(height, 5000)}px`;
  });
})();
