// Brings the tab of this page into view where there are more tabs than room.

const current = document.querySelector(".side-tabs [aria-current]");
current?.scrollIntoView({ block: "nearest", inline: "center" });
