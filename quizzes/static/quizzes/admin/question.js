/* The question form: the cited sentence at hand. */

const form = document.getElementById("question_form");
const preview = document.getElementById("preview");
const sentence = form.elements.sentence;
const quote = form.elements.quote;

/* "P3s1 The text" → "The text" */
const citedText = () => sentence.selectedOptions[0]?.text.replace(/^\s*P\d+s\d+\s+/, "").trim() ?? "";

const copySentence = () => {
  quote.value = citedText();
  quote.dispatchEvent(new Event("input", { bubbles: true }));
};

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
