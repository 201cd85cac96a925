// How time passes, and how what is left of it is written.

// Milliseconds since this was called. Setting the device's clock back stops nothing, nor does a sleep, in which a
// browser's own count stands still.
export const stopwatch = (browser = window) => {
  const [atDate, atCount] = [browser.Date.now(), browser.performance.now()];
  return () => Math.max(browser.Date.now() - atDate, browser.performance.now() - atCount);
};

// 75 seconds are "1:15".
export const minutesAndSeconds = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
