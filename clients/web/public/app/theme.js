// Runs before the first paint, so that a chosen theme never flashes. Its own file because the page allows no inline script.
try {
  const theme = localStorage.getItem('corechat:theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage is switched off: the system's theme applies.
}
