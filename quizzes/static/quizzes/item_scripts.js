// Some types of question have a script that adds to their controls, as dragging to a list: see ItemType.

export const startItemScripts = async () => {
  for (const controls of document.querySelectorAll("[data-script]")) {
    const { start } = await import(controls.dataset.script);
    start(controls);
  }
};
