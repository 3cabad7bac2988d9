// Gives the page its document, and holds the connection by which the viewer knows that the page is open.
"use strict";

const page = document.querySelector("difference-page");

fetch("./document.json")
  .then((answer) => (answer.ok ? answer.json() : answer.text().then((text) => Promise.reject(new Error(text)))))
  .then((content) => {
    document.title = content.title;
    page.document = content;
  })
  .catch((error) => tell(`The viewer cannot show this: ${error.message}`));

let alive = null;

function connect() {
  alive?.close();
  alive = new EventSource("./alive");
  alive.addEventListener("end", () => {
    alive.close();
    tell("The viewer has stopped. What is on this page stays; for more, start it again.");
  });
}

function tell(text) {
  const line = document.querySelector("[role=status].viewer") ?? document.createElement("p");
  line.setAttribute("role", "status");
  line.className = "viewer";
  line.textContent = text;
  document.body.prepend(line);
}

connect();
// A page that is gone back to was kept without its connections.
window.addEventListener("pageshow", (event) => event.persisted && connect());
