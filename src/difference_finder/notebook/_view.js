// The view for anywidget: the page inside a notebook. It follows the bundle of the page.
export default {
  render({ model, el }) {
    const page = document.createElement("difference-page");
    page.setAttribute("embedded", "");
    const updateDocument = () => {
      page.document = model.get("document");
    };
    const updateHeight = () => {
      page.style.height = `${model.get("height")}px`;
    };
    // Keys of the page must not trigger shortcuts of the notebook: JupyterLab checks the attribute,
    // older notebooks handle every event that reaches them.
    const stopKeys = (event) => {
      if (!event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
    };
    updateDocument();
    updateHeight();
    el.dataset.lmSuppressShortcuts = "true";
    el.addEventListener("keydown", stopKeys);
    model.on("change:document", updateDocument);
    model.on("change:height", updateHeight);
    el.append(page);
    return () => {
      model.off("change:document", updateDocument);
      model.off("change:height", updateHeight);
      el.removeEventListener("keydown", stopKeys);
      page.remove();
    };
  },
};
