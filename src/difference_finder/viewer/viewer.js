// Sets the document of the page, and holds the connection that tells the viewer that the page is open.
"use strict";

const page = document.querySelector("difference-page");

function load(take) {
  fetch("./document.json")
    .then((answer) => (answer.ok ? answer.json() : answer.text().then((text) => Promise.reject(new Error(text)))))
    .then((content) => {
      document.title = content.title;
      take(content);
    })
    .catch((error) => show(`The viewer cannot show this: ${error.message}`));
}

load((content) => (page.document = content));

let alive = null;

function connect() {
  alive?.close();
  alive = new EventSource("./alive");
  alive.addEventListener("change", () => load((content) => page.renew(content)));
  alive.addEventListener("end", () => {
    alive.close();
    show("The viewer has stopped. The images that are loaded stay; start the viewer again to see more.");
  });
}

function show(text) {
  const line = document.querySelector("[role=status].viewer") ?? document.createElement("p");
  line.setAttribute("role", "status");
  line.className = "viewer";
  line.textContent = text;
  document.body.prepend(line);
}

connect();
// A page that the browser restores from its cache has lost its connection.
window.addEventListener("pageshow", (event) => event.persisted && connect());
