// The view for anywidget: the page inside a notebook. It follows the bundle of the page.
export default {
  render({ model, el }) {
    const page = document.createElement("difference-page");
    page.setAttribute("embedded", "");
    const { embedding } = page;
    const changed = new Set();
    let shown = ""; // what the model asked for last, so that the page does not answer with it
    const told = () => JSON.stringify([embedding.view, embedding.selection]);
    const updateDocument = () => {
      page.document = model.get("document");
    };
    const updateHeight = () => {
      page.style.height = `${model.get("height")}px`;
    };
    // Show what the model has, once all changes of one message are known.
    const show = async () => {
      await page.updateComplete;
      const [view, selection] = [model.get("view"), model.get("selection")];
      const isNew = JSON.stringify([view, selection]) !== told();
      if (isNew && changed.has("view")) embedding.show(view, selection);
      else if (isNew && changed.has("selection")) embedding.select(selection);
      if (changed.has("view")) shown = told(); // a selection alone changes the view, which the page then tells
      changed.clear();
    };
    const updateView = () => {
      if (changed.size === 0) queueMicrotask(show);
      changed.add("view");
    };
    const updateSelection = () => {
      if (changed.size === 0) queueMicrotask(show);
      changed.add("selection");
    };
    const tellModel = () => {
      if (!page.document || (told() === shown && "image" in model.get("view"))) return;
      shown = told();
      model.set("view", embedding.view);
      model.set("selection", embedding.selection);
      model.save_changes();
    };
    // Keys of the page must not trigger shortcuts of the notebook: JupyterLab checks the attribute,
    // older notebooks handle every event that reaches them.
    const stopKeys = (event) => {
      if (!event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
    };
    const listeners = {
      "change:document": updateDocument,
      "change:height": updateHeight,
      "change:view": updateView,
      "change:selection": updateSelection,
    };
    updateDocument();
    updateHeight();
    el.dataset.lmSuppressShortcuts = "true";
    el.addEventListener("keydown", stopKeys);
    page.addEventListener("change-view", tellModel);
    for (const [event, listener] of Object.entries(listeners)) model.on(event, listener);
    el.append(page);
    if (Object.keys(model.get("view")).length) updateView();
    else if (model.get("selection")) updateSelection();
    return () => {
      for (const [event, listener] of Object.entries(listeners)) model.off(event, listener);
      el.removeEventListener("keydown", stopKeys);
      page.removeEventListener("change-view", tellModel);
      page.remove();
    };
  },
};
