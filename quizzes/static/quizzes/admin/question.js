/* The question form: settings of the chosen type only, the cited sentence at hand, and a preview that follows. */

const form = document.getElementById("question_form");
const preview = document.getElementById("preview");
const type = form.elements.item_type;
const sentence = form.elements.sentence;
const quote = form.elements.quote;

const showSettings = () => {
  for (const control of form.querySelectorAll("[data-types]")) {
    control.closest(".form-row").hidden = !control.dataset.types.split(" ").includes(type.value);
  }
};

/* "P3s1 The text" → "The text" */
const citedText = () => sentence.selectedOptions[0]?.text.replace(/^\s*P\d+s\d+\s+/, "").trim() ?? "";

const copySentence = () => {
  quote.value = citedText();
  quote.dispatchEvent(new Event("input", { bubbles: true }));
};

/* True and false are always the same words: they are there already, and one is marked as right. */
const offerTexts = () => {
  const texts = JSON.parse(type.dataset.texts);
  const boxes = [...form.querySelectorAll("[name^=options-][name$=-text]:not([name*=__prefix__])")];
  const typed = boxes.map((box) => box.value).filter(Boolean).join();
  const isFree = Object.values(texts).every((own) => own.join() !== typed);
  if (!texts[type.value] || (typed && isFree)) return;
  boxes.forEach((box, row) => {
    box.value = texts[type.value][row] ?? "";
  });
};

if (type) {
  type.addEventListener("change", showSettings);
  type.addEventListener("change", offerTexts);
  showSettings();
}

if (sentence && quote) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button copy-sentence";
  button.textContent = preview.dataset.sentenceButton;
  button.addEventListener("click", copySentence);
  quote.closest(".flex-container").after(button);
  /* Select2 tells only jQuery that something was chosen. */
  window.django.jQuery(sentence).on("change", () => {
    if (quote.value === "") copySentence();
    else sentence.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
