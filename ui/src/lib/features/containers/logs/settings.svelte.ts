/** How logs are shown, for as long as the window is open: the next log looks like the one before. */
export const logSettings = $state({ wrap: true, times: false });
