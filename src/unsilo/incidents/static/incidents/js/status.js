// Times as the reader's clock shows them; without scripts they stand in UTC.

const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "full", timeStyle: "short" });
for (const time of document.querySelectorAll("time[datetime]")) time.textContent = format.format(new Date(time.dateTime));
document.getElementById("times-note").textContent = document.getElementById("own-times").content.textContent;
