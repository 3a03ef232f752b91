// Keeps near times and clocks fresh: <time data-relative>, and <time class="clock" data-due>.

const words = JSON.parse(document.body.dataset.words);
const MINUTE = 60;
const HOUR = 3600;
const DAY = 86400;

const fill = (text, values) => text.replace(/{(\w+)}/g, (_, key) => values[key]);

// The same steps as duration() in times.py; seconds are not shown, days stay as they were written.
function duration(seconds) {
  if (seconds < HOUR) return fill(words.minutes, { n: Math.floor(seconds / MINUTE) });
  return fill(words.hours, { n: Math.floor(seconds / HOUR) });
}

function relative(time) {
  const ago = (Date.now() - Date.parse(time.dateTime)) / 1000;
  if (Math.abs(ago) >= DAY) return;
  const text = Math.abs(ago) < MINUTE ? words.now : duration(Math.abs(ago));
  write(time, ago < -MINUTE ? fill(words.in, { duration: text }) : text);
}

function due(clock) {
  const left = (Date.parse(clock.dateTime) - Date.now()) / 1000;
  if (Math.abs(left) >= DAY) return;
  const text = duration(Math.max(Math.abs(left), MINUTE));
  clock.classList.toggle("late", left < 0);
  clock.classList.toggle("due", left >= 0 && left < Number(clock.dataset.due));
  write(clock.querySelector("span"), left < 0 ? fill(words.late, { duration: text }) : text);
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function refresh() {
  if (document.hidden) return;
  document.querySelectorAll("time[data-relative]").forEach(relative);
  document.querySelectorAll("time[data-due]").forEach(due);
}

setInterval(refresh, 30_000);
document.addEventListener("visibilitychange", refresh);
