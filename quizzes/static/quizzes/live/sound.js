// The wall can sound, once somebody has pressed its button: browsers ask for that as well.
//
// | state    | event                              | next     | what is heard            |
// | -------- | ---------------------------------- | -------- | ------------------------ |
// | silent   | a phase begins                     | silent   | nothing                  |
// | silent   | the button is pressed              | sounding | that answers are open    |
// | sounding | a phase begins that has a sound    | sounding | its sound                |
// | sounding | a phase begins that has none       | sounding | nothing                  |
// | sounding | the same phase comes once more     | sounding | nothing                  |
// | sounding | the button is pressed              | silent   | nothing                  |
// | no sound | a phase begins                     | no sound | nothing                  |

export const openSound = ({ button, phase, browser = window }) => {
  let before = phase;

  const play = (name) => {
    const file = button?.getAttribute("aria-pressed") === "true" && button.dataset[name];
    if (file) new browser.Audio(file).play().catch(() => {});
  };
  button?.addEventListener("click", () => {
    button.setAttribute("aria-pressed", button.getAttribute("aria-pressed") !== "true");
    play("answering");
  });
  return {
    arrived(name) {
      if (name !== before) play(name);
      before = name;
    },
  };
};
