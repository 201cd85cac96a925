// A click on a country chooses it in the list, which is what is posted; what is chosen there is coloured on the map.

export const start = (controls) => {
  if (controls.classList.contains("is-started")) return;
  controls.classList.add("is-started");
  const said = controls.querySelector(".chosen");
  const regions = controls.querySelectorAll(".region");

  const show = () => {
    const chosen = controls.querySelector("input:checked");
    for (const region of regions) region.classList.toggle("is-chosen", region.dataset.token === chosen?.value);
    // The chosen outline on top of its neighbours'.
    controls.querySelector(".is-chosen")?.parentNode.append(controls.querySelector(".is-chosen"));
    said.textContent = chosen ? said.dataset.says.replace("{country}", chosen.closest("label").textContent.trim()) : "";
  };

  for (const region of regions) {
    region.addEventListener("click", () => {
      const radio = controls.querySelector(`input[value="${region.dataset.token}"]`);
      radio.checked = true;
      radio.focus({ preventScroll: true });
      show();
    });
  }
  controls.addEventListener("change", show);
  show();
};
