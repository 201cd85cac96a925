/* Select2 tells only jQuery that something was chosen; the meter listens to the form. */

window.django.jQuery(document).on("change", "select.admin-autocomplete", (event) => {
  event.target.dispatchEvent(new Event("input", { bubbles: true }));
});
