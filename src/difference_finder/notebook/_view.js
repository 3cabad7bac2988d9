// What anywidget calls: the page as a part of a notebook. It stands behind the script of the page.
export default {
  render({ model, el }) {
    const page = document.createElement("difference-page");
    page.setAttribute("embedded", "");
    const shown = () => {
      page.document = model.get("document");
    };
    const sized = () => {
      page.style.height = `${model.get("height")}px`;
    };
    // The keys of the page are not those of the notebook: JupyterLab asks for the attribute before it acts,
    // older notebooks act on what reaches them.
    const kept = (event) => {
      if (!event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
    };
    shown();
    sized();
    el.dataset.lmSuppressShortcuts = "true";
    el.addEventListener("keydown", kept);
    model.on("change:document", shown);
    model.on("change:height", sized);
    el.append(page);
    return () => {
      model.off("change:document", shown);
      model.off("change:height", sized);
      el.removeEventListener("keydown", kept);
      page.remove();
    };
  },
};
